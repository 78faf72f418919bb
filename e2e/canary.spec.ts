import { expect, type Request } from "@playwright/test";
import { COMPARISON } from "../src/server/rounds/canary-trial.ts";
import { encodeQualityReport, parseQualityReport } from "../src/federation/quality-report.ts";
import { changeTag } from "./change-tag.ts";
import { type DemoServer, startDemo } from "./demo-server.ts";
import { test as base } from "./fixtures.ts";
import { sendReport } from "./send-report.ts";
import type { ShopPage } from "./shop-page.ts";
import { ageNotes, releaseOf } from "./stored-records.ts";

/** A demo whose heads wait for a person. */
const test = base.extend<{ demo: DemoServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  demo: async ({}, use) => {
    const demo = await startDemo(["--review"]);
    await use(demo);
    await demo.stop();
  },
});

const WEEK_AND_A_DAY_MS = 8 * 86_400_000;
/** As many from either arm, all of one mind, are beyond chance, see federation/canary-verdict.ts. */
const REPORTS = 60;
/** What a report says of the comparison of orders. */
const [PERSONAL, SHOP] = [1, 2];

/** The head that each visitor's next list is ordered by. */
async function headsOf(visitors: readonly ShopPage[], query: string): Promise<number[]> {
  return Promise.all(
    visitors.map(async (visitor) => {
      const { headVersion, items } = await visitor.search(query);
      expect(await visitor.idsOnPage()).toEqual(items.map(({ id }) => id));
      return headVersion;
    }),
  );
}

/** The report of quality that a visitor's browser sends by itself once it is due. */
async function qualityReportOf(visitor: ShopPage): Promise<Request> {
  await ageNotes(visitor, WEEK_AND_A_DAY_MS);
  const [request] = await Promise.all([
    visitor.page.context().waitForEvent("request", (sent) => sent.url().endsWith("/v1/quality")),
    visitor.open("/cart"),
  ]);
  expect((await request.response())?.status()).toBe(202);
  return request;
}

test("a candidate is tried by those whose draw is below its share, and by no others, until it is promoted; one that is worse is taken back", async ({
  newVisitor,
  demo,
}) => {
  const visitors = await Promise.all([newVisitor(), newVisitor(), newVisitor()]);
  for (const { page } of visitors) await changeTag(page, { monitor: "beacon" });
  expect(await headsOf(visitors, "lamp")).toEqual([0, 0, 0]);
  const draws = await Promise.all(visitors.map(async (visitor) => (await releaseOf(visitor)).canaryDraw));
  const [, second, third] = draws.toSorted((a, b) => a - b);
  const share = (second + third) / 2;
  const expected = (canary: number, others: number): number[] =>
    draws.map((draw) => (draw < share ? canary : others));

  await sendReport(demo, { seed: 1 });
  expect(await demo.headVersion()).toBe(0);
  expect(await demo.command("canary", "start", "0", "--share", String(share))).toContain("Round 0 is tried");
  expect(await headsOf(visitors, "chair")).toEqual(expected(1, 0));
  const newcomer = await newVisitor();
  const [head] = await headsOf([newcomer], "mug");
  expect(head).toBe((await releaseOf(newcomer)).canaryDraw < share ? 1 : 0);

  const [tries, keeps] = [true, false].map(
    (isTrying) => visitors[draws.findIndex((draw) => draw < share === isTrying)],
  );
  for (const [visitor, isCanary] of [
    [tries, true],
    [keeps, false],
  ] as const) {
    const request = await qualityReportOf(visitor);
    expect(parseQualityReport(request.postDataBuffer()!)).toMatchObject({ isCanary });
  }

  const fetched = visitors.map(({ syncRequests }) => headRequests(syncRequests));
  await demo.command("promote", "0", "--reason", "no worse");
  expect(await headsOf([...visitors, newcomer], "lamp")).toEqual([1, 1, 1, 1]);
  // Who tried it has it.
  expect(visitors.map(({ syncRequests }, at) => headRequests(syncRequests) - fetched[at])).toEqual(
    expected(0, 1),
  );

  await sendReport(demo, { seed: 2, baseVersion: 1 });
  await demo.command("canary", "start", "1", "--share", String(share));
  expect(await headsOf(visitors, "chair")).toEqual(expected(2, 1));
  for (const isCanary of [true, false])
    for (let report = 0; report < REPORTS; report++) {
      const body = encodeQualityReport({ field: COMPARISON, value: isCanary ? SHOP : PERSONAL, isCanary });
      const headers = { "content-type": "application/octet-stream" };
      await fetch(`${demo.url}/v1/quality`, { method: "POST", headers, body });
    }
  await sendReport(demo, { seed: 3, baseVersion: 1 }); // with which rounds move on
  expect(await demo.command("rounds")).toMatch(/1 {2}REJECTED .* by canary: visitors who tried it report -/);
  expect(await headsOf(visitors, "lamp")).toEqual([1, 1, 1]);
  expect(await demo.command("canary")).toContain("No head is tried on visitors");
  expect([...visitors, newcomer].flatMap(({ exceptions, messages }) => [...exceptions, ...messages])).toEqual(
    [],
  );
});

const headRequests = (requests: readonly string[]): number =>
  requests.filter((request) => request.startsWith("GET /v1/heads/")).length;
