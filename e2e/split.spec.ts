import { expect } from "@playwright/test";
import { changeTag } from "./change-tag.ts";
import { test as base } from "./fixtures.ts";
import { sendSplitReport } from "./send-report.ts";
import type { ShopPage } from "./shop-page.ts";
import { joined, piecesOf, writtenOut } from "./split-parts.ts";
import { type SplitServer, type SplitServers, startSplitServers } from "./split-servers.ts";
import { brandTaste, builtInCatalogue, teach } from "./taste.ts";

/** The demo shop, whose tag names the first of two servers that see no delta; that one's signed manifest names the second. */
const test = base.extend<{ cohort: number; servers: SplitServers; teacher: ShopPage }>({
  cohort: [1, { option: true }],
  servers: async ({ cohort }, use) => {
    const servers = await startSplitServers(cohort);
    await use(servers);
    await servers.stop();
  },
  /** A visitor who has learned something that can be shared. */
  teacher: async ({ newVisitor, servers }, use) => {
    const teacher = await newVisitor();
    await changeTag(teacher.page, tagOf(servers));
    await teach(teacher, {
      taste: brandTaste("Lindhavn"),
      catalogue: builtInCatalogue(),
      queries: ["lamp"],
      clicksPerQuery: 1,
    });
    await teacher.generation(1); // on the product's page
    await use(teacher);
    expect(teacher.exceptions).toEqual([]);
  },
});

/** By itself each waits for its servers most of the time. */
test.describe.configure({ mode: "parallel" });

const ROUND_TIMEOUT_MS = 60_000;
const OFTEN = { intervals: [100] };

const tagOf = ({ leader, rootKey }: SplitServers): { sync: string; syncKey: string } => ({
  sync: leader.url,
  syncKey: rootKey,
});
const share = ({ page }: ShopPage): Promise<string> =>
  page.evaluate(async () => (await window.personalRank!.share()).outcome);
/** Waits until the first round is at a state, nobody knows when: it is closed in the background. */
const roundIs = (servers: SplitServers, state: RegExp): Promise<void> =>
  expect.poll(() => servers.command("rounds"), { timeout: ROUND_TIMEOUT_MS }).toMatch(state);

/** Where uploads go from now on, and how long they are; in the order that they are sent. */
function uploadsOf({ page }: ShopPage): [string, number][] {
  const uploads: [string, number][] = [];
  page.context().on("request", (request) => {
    if (request.method() === "POST") uploads.push([request.url(), request.postDataBuffer()?.length ?? 0]);
  });
  return uploads;
}

test.describe("a round of two", () => {
  test.use({ cohort: 2 });

  test("what a visitor shares goes in two parts to two servers, neither of which can read it, and a newcomer gets their head", async ({
    newVisitor,
    servers,
    teacher,
  }) => {
    const { leader, helper } = servers;
    const uploads = uploadsOf(teacher);
    expect(await share(teacher)).toBe("accepted");
    const { outbox, lastSent } = await teacher.inspect();
    expect(outbox).toEqual([]);
    const parts = { leader: lastSent!.bytes, helper: lastSent!.helper!.bytes };
    expect(lastSent!.helper!.url).toBe(helper.url);
    expect(uploads).toEqual([
      [`${helper.url}/shares`, parts.helper.length],
      [`${leader.url}/shares`, parts.leader.length],
    ]);

    // One report makes no round here, so that each server still has what it got: its own part, and nothing else of the report.
    const plain = writtenOut(await joined(parts));
    expect(plain.length).toBeGreaterThan(100); // both parts together do say what the visitor did
    const pieces = { leader: piecesOf(parts, "leader"), helper: piecesOf(parts, "helper") };
    const found = (server: SplitServer, wanted: readonly Buffer[]): number => {
      const all = server.kept();
      return wanted.filter((piece) => all.includes(piece)).length;
    };
    // But for pieces on the edge of a page of the database.
    expect(found(leader, pieces.leader)).toBeGreaterThan(0.95 * pieces.leader.length);
    expect(found(helper, pieces.helper)).toBe(pieces.helper.length);
    expect([found(leader, pieces.helper), found(helper, pieces.leader)]).toEqual([0, 0]);
    expect([found(leader, plain), found(helper, plain)]).toEqual([0, 0]);

    await sendSplitReport(servers, { seed: 4 });
    await roundIs(servers, / 0 {2}CANDIDATE .* 2 reports/);
    const metrics = await helper.metrics();
    expect(metrics).toContain('personal_rank_helper_checks_total{result="accepted"} 2');
    expect(metrics).toContain("personal_rank_helper_summed_reports_total 2");
    await servers.command("promote", "0", "--reason", "a journey");

    const newcomer = await newVisitor();
    await changeTag(newcomer.page, tagOf(servers));
    expect(await newcomer.search("mug")).toMatchObject({ headVersion: 1, generation: 0 });
    expect([...teacher.messages, ...newcomer.messages, ...newcomer.exceptions]).toEqual([]);
  });
});

test("whatever keeps a part from its server, the page is told once, nothing is lost or counted twice, and all goes on", async ({
  servers,
  teacher,
}) => {
  const { leader, helper } = servers;
  const uploads = uploadsOf(teacher);
  const [toHelper, toLeader] = [helper, leader].map(({ url }) => `${url}/shares`);
  /** Shares again and again; the hosts that parts went to. */
  const sharedAs = async (...outcomes: string[]): Promise<string[]> => {
    const before = uploads.length;
    for (const outcome of outcomes) expect(await share(teacher)).toBe(outcome);
    return uploads.slice(before).map(([url]) => url);
  };
  /** What the page is told, once; it is told a second later. */
  const told: unknown[] = [];
  const isTold = async (text: string): Promise<void> => {
    told.push(expect.stringContaining(text));
    await expect.poll(() => teacher.messages, OFTEN).toEqual(told);
  };

  // A policy of the page that knows of the first server alone.
  const context = teacher.page.context();
  await context.route("**/personal-rank-worker.js", async (route) => {
    const response = await route.fetch();
    const policy = `connect-src 'self' ${new URL(leader.url).origin}`;
    await route.fulfill({
      response,
      headers: { ...response.headers(), "content-security-policy": policy },
    });
  });
  await teacher.search("lamp");
  expect(await sharedAs("queued", "queued")).toEqual([]);
  await isTold(`"${toHelper}": Failed to fetch; keep what you have and try again later. It is the second`);
  const { outbox } = await teacher.inspect();
  expect(outbox).toHaveLength(1);
  await context.unroute("**/personal-rank-worker.js");

  await teacher.search("lamp");
  await helper.kill();
  expect(await sharedAs("queued", "queued")).toEqual([toHelper, toHelper]);
  await isTold(toHelper);

  await helper.restart();
  await leader.kill();
  // What has answered is not asked again.
  expect(await sharedAs("queued", "queued")).toEqual([toHelper, toLeader, toLeader]);
  await isTold(toLeader);
  expect((await teacher.inspect()).outbox).toEqual(outbox);

  // The round has all its reports now, and cannot close.
  await helper.kill();
  await leader.restart();
  expect(await sharedAs("accepted", "nothing-to-share")).toEqual([toLeader]);
  expect((await teacher.inspect()).outbox).toEqual([]);
  await roundIs(servers, / 0 {2}CLOSING /);

  await helper.restart();
  await roundIs(servers, / 0 {2}CANDIDATE .* 1 report/);
  expect(await helper.metrics()).toContain("personal_rank_helper_summed_reports_total 1");
  expect(teacher.messages).toEqual(told);
});

test("a page that names only the second server is told so once: it ranks, and sends nothing", async ({
  newVisitor,
  servers,
}) => {
  const { helper, rootKey } = servers;
  const shop = await newVisitor();
  await shop.recordErrors();
  await changeTag(shop.page, { sync: helper.url, syncKey: rootKey });
  const uploads = uploadsOf(shop);
  await shop.search("lamp");
  expect(await shop.waitForError("sync-failed")).toMatchObject({ severity: "degraded" });
  expect(await share(shop)).toBe("withheld"); // it has asked again
  const messages = [
    `"${helper.url}/manifest" as it must answer 200 or 304: got 404; check "sync"`,
    "nothing is sent",
  ];
  await expect
    .poll(() => shop.messages, OFTEN)
    .toEqual(messages.map((text) => expect.stringContaining(text)));
  expect([uploads, shop.exceptions]).toEqual([[], []]);
});
