import { describe, expect, test } from "vitest";
import type { Candidate } from "../ranking/candidate.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import { exposureOf, initExposure } from "../ranking/exposure-sums.ts";
import type { ExposureRecord } from "../store/visitor-records.ts";
import { type ExposureLog, exposureLog } from "./exposure-log.ts";
import type { RankRequest } from "./protocol.ts";
import { testPlatform } from "./visitor-fixtures.test-helper.ts";

const rules = { ...NO_RULES, exposureFloor: { least: 1, window: 12 } };
const card = (brand: string, seller?: string): Candidate => ({
  id: `${brand}/${seller}`,
  title: brand,
  brand,
  ...(seller === undefined ? {} : { seller }),
});
const requestOf = (viewId: string, candidates: readonly Candidate[]): RankRequest => ({
  listId: "search",
  query: "",
  candidates,
  fixed: [],
  seen: [],
  firstRow: null,
  rules,
  atMs: 1,
  rankingId: viewId,
  viewId,
});
/** Shows the cards in this order. */
async function show(log: ExposureLog, viewId: string, candidates: readonly Candidate[]): Promise<void> {
  const list = exposureOf(candidates, [...candidates.keys()], initExposure().ruleUse);
  await log.note(requestOf(viewId, candidates), list);
}

describe("exposureLog", () => {
  test("sums over views, tells what a fresh page has stored, and with which rules the page came", async () => {
    const platform = testPlatform();
    const log = exposureLog(platform);
    await show(log, "v1", [card("Holt"), card("Kiln")]);
    await show(log, "v2", [card("Kiln"), card("Holt")]);
    const report = await log.report();
    expect([report.lists, report.cards, report.rules]).toEqual([2, 4, rules]);
    expect(report.brands.map(({ name, share }) => [name, share.shown])).toEqual([
      ["Kiln", 0.5],
      ["Holt", 0.5],
    ]);
    const other = await exposureLog(platform).report();
    expect([other.lists, other.rules]).toEqual([2, NO_RULES]);
  });

  test("counts a view once, as it was ranked last", async () => {
    const log = exposureLog(testPlatform());
    await show(log, "v1", [card("Holt"), card("Kiln")]);
    await show(log, "v2", [card(""), card("Sund")]);
    await show(log, "v1", [card("Kiln"), card("Holt")]);
    const { lists, brands } = await log.report();
    expect(lists).toBe(2);
    expect(brands.map(({ name }) => name)).toEqual(["Kiln", "Sund", "Holt"]);
  });

  test("does not count a list that the visitor has sorted", async () => {
    const log = exposureLog(testPlatform());
    const candidates = [card("Holt"), card("Kiln")];
    const fixed = candidates.map((_, index) => ({ index, place: 1 - index }));
    const list = exposureOf(candidates, [1, 0], initExposure().ruleUse);
    await log.note({ ...requestOf("v1", candidates), fixed }, list);
    expect((await log.report()).lists).toBe(0);
    await log.note({ ...requestOf("v1", candidates), fixed, seen: [0, 1] }, list); // all of it was seen: it is as we showed it
    expect((await log.report()).lists).toBe(1);
  });

  test("keeps few views open, and loses none of them", async () => {
    const platform = testPlatform();
    const log = exposureLog(platform);
    for (let at = 0; at < 20; at++) await show(log, `v${at}`, [card("Holt")]);
    const record = (await platform.records.get("exposure", "exposure"))!;
    expect([record.open.length, record.closed.lists]).toEqual([8, 12]);
    expect((await log.report()).lists).toBe(20);
  });

  test("names sellers that other views have shown little, so that a view is ordered alike each time", async () => {
    const log = exposureLog(testPlatform());
    const list = [card("Holt", "first"), card("Holt", "second"), card("Holt", "third")];
    await show(log, "v1", list);
    expect([...(await log.littleShown(requestOf("v1", list)))]).toEqual([]);
    const next = await log.littleShown(requestOf("v2", [...list, card("Holt", "never")]));
    expect([...next]).toEqual(["never"]);
    await show(log, "v2", [list[0], ...new Array<Candidate>(7).fill(card("Holt")), list[2]]);
    expect([...(await log.littleShown(requestOf("v3", list)))]).toEqual(["third"]);
  });

  test("asks nothing of the store without a floor", async () => {
    const platform = testPlatform();
    platform.records.get = () => Promise.reject(new Error("asked"));
    const request = { ...requestOf("v1", [card("Holt", "a")]), rules: NO_RULES };
    expect((await exposureLog(platform).littleShown(request)).size).toBe(0);
  });

  test("is gone when everything is erased", async () => {
    const platform = testPlatform();
    const log = exposureLog(platform);
    await show(log, "v1", [card("Holt")]);
    await platform.records.erase();
    expect((await log.report()).lists).toBe(0);
  });

  test.each([
    ["no sums", { open: [] }],
    ["no list of views", { closed: initExposure(), open: {} }],
    ["a number that is none", { closed: { ...initExposure(), lists: Number.NaN }, open: [] }],
    ["exposure below 0", { closed: { ...initExposure(), all: { shown: -1, shop: 0, cards: 0 } }, open: [] }],
    ["a view without sums", { closed: initExposure(), open: [{ viewId: "v" }] }],
    ["a view that is null", { closed: initExposure(), open: [null] }],
    ["deciles too few", { closed: { ...initExposure(), deciles: [] }, open: [] }],
    ["a name that is none", { closed: { ...initExposure(), brands: { named: [{ name: 7 }] } }, open: [] }],
  ])("starts again from a record with %s", async (_, damaged) => {
    const platform = testPlatform();
    const record = { key: "exposure", ...damaged } as unknown as ExposureRecord;
    await platform.records.write([{ type: "put", kind: "exposure", record }]);
    const log = exposureLog(platform);
    expect((await log.report()).lists).toBe(0);
    await show(log, "v1", [card("Holt")]);
    expect((await log.report()).lists).toBe(1);
  });
});
