import { expect } from "@playwright/test";
import { changeTag } from "./change-tag.ts";
import { test } from "./fixtures.ts";
import { ageNotes } from "./stored-records.ts";
import type { ShopPage } from "./shop-page.ts";

const WEEK_AND_A_DAY_MS = 8 * 86_400_000;
/** The shop's tag asks for reports. */
const ASKS = { monitor: "beacon" };

const qualityRequests = (shop: ShopPage): string[] =>
  shop.syncRequests.filter((request) => request.endsWith("/quality"));

test("a browser's report is the one that was shown, goes once a week, and is counted at /metrics @page", async ({
  newVisitor,
  demo,
}) => {
  const metrics = async (): Promise<string> => (await fetch(`${demo.url}/metrics`)).text();
  const counted = async (): Promise<string[]> =>
    (await metrics()).match(/^personal_rank_quality_reports_total\{.*\} [1-9]\d*$/gm) ?? [];
  const shop = await newVisitor();
  await changeTag(shop.page, ASKS);
  await shop.search("lamp");
  await expect.poll(async () => (await shop.inspect()).monitor?.dueAtMs ?? null).not.toBeNull();
  const { bytes: _, ...early } = (await shop.inspect()).monitor!;
  expect(early).toMatchObject({
    epsilon: 2,
    sent: { atMs: [], most: 12, days: 90 },
    lastBytes: null,
    noted: { backend: "wasm", failure: "none" },
  });
  expect(early.noted.first_ranking).not.toBe("none");

  await shop.open("/cart");
  await shop.page.waitForFunction(() => window.personalRank?.state === "ready");
  await shop.inspect();
  expect([qualityRequests(shop), await counted()]).toEqual([[], []]);

  await ageNotes(shop, WEEK_AND_A_DAY_MS);
  const shown = (await shop.inspect()).monitor!;
  const shownBytes = Object.values(shown.bytes);
  const [request] = await Promise.all([
    shop.page.context().waitForEvent("request", (sent) => sent.url().endsWith("/v1/quality")),
    shop.open("/cart"),
  ]);
  expect([...request.postDataBuffer()!]).toEqual(shownBytes);
  expect(Object.keys(await request.allHeaders()).filter((name) => /cookie|referer|key/.test(name))).toEqual(
    [],
  );
  await expect
    .poll(counted)
    .toEqual([`personal_rank_quality_reports_total{field="${shown.field}",value="${shown.value}"} 1`]);
  expect(await metrics()).toContain(`personal_rank_quality_share_error{field="${shown.field}"`);

  await shop.search("chair");
  await expect.poll(async () => (await shop.inspect()).monitor?.dueAtMs ?? null).not.toBeNull();
  const { sent, lastBytes } = (await shop.inspect()).monitor!;
  expect([sent.atMs.length, Object.values(lastBytes!)]).toEqual([1, shownBytes]);
  await shop.open("/cart");
  await shop.page.waitForFunction(() => window.personalRank?.state === "ready");
  await shop.inspect();
  expect(qualityRequests(shop)).toHaveLength(1);
  expect(shop.exceptions).toEqual([]);
});

test("without consent, with Global Privacy Control, or where the page does not ask, nothing is noted and nothing goes @page", async ({
  newVisitor,
}) => {
  const refuses = await newVisitor({ consent: null });
  await changeTag(refuses.page, ASKS);
  await refuses.open("/search?q=lamp");
  await refuses.look();
  expect(await refuses.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);

  const signals = await newVisitor();
  await changeTag(signals.page, ASKS);
  await signals.page.addInitScript(() =>
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true }),
  );
  const unasked = await newVisitor();
  for (const shop of [signals, unasked]) {
    await shop.search("lamp");
    const { monitor: preview, stored } = await shop.inspect();
    expect(preview).toBeNull();
    expect(stored.find(({ name }) => name === "monitoring")).toMatchObject({ records: 0 });
  }
  expect([refuses, signals, unasked].flatMap(qualityRequests)).toEqual([]);
});
