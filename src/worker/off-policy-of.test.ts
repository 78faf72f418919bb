import { describe, expect, test } from "vitest";
import { emptyMemory, type Memory, type Progress } from "../learning/memory.ts";
import { rankingFixture } from "../learning/memory-fixtures.test-helper.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { offPolicyOf } from "./off-policy-of.ts";
import { bayesHead, recordOf } from "./visitor-fixtures.test-helper.ts";

const ITEMS = ["a", "b", "c"];

/** The scores say a, b, c; on half of the pages chance has shown a, c, b. Whoever sees b in place 2 clicks it. */
function page(at: number): { ranking: RankingRecord; progress: Progress } {
  const isSwapped = at % 2 === 1;
  const itemIds = isSwapped ? ["a", "c", "b"] : ITEMS;
  const shown = rankingFixture(`r${at}`, { itemIds, history: [], seed: 1 });
  const ranking = {
    ...recordOf({
      ...shown,
      baseScores: Float64Array.from(itemIds, (id) => (id === "c" ? 2 : id === "a" ? 3 : 1)),
    }),
    isExplored: true,
    shownPropensities: Float64Array.of(1, 0.5, 0.5),
    greedyPlaces: itemIds.map((id) => ITEMS.indexOf(id)),
  };
  const mark = { own: 0, liked: 0, passed: 0 };
  const marks = [
    { ...mark, itemId: "a" },
    ...(isSwapped ? [] : [{ ...mark, itemId: "b", own: 1, liked: 1 }]),
  ];
  const times = { shownAtMs: 0, lastAtMs: 0, touched: 0 };
  return { ranking, progress: { rankingId: ranking.id, viewId: null, ...times, engaged: [], marks } };
}

const pages = Array.from({ length: 40 }, (_, at) => page(at));
const memory: Memory = { ...emptyMemory(bayesHead), shown: pages.map(({ progress }) => progress) };
const rankings = pages.map(({ ranking }) => ranking);

describe("offPolicyOf", () => {
  test("tells what the order without chance earns from what was shown half of the time", () => {
    const report = offPolicyOf(rankings, memory)!;
    expect([report.pages, report.shown]).toEqual([40, 0.5]);
    expect(report.personal.clicks.value).toBeCloseTo(1, 9);
    expect(report.base.clicks.value).toBeCloseTo(0, 9); // base: a, c, b
    expect(report.personal.effectivePages).toBeGreaterThan(0);
  });

  test("holds what was held, whatever the base scores say", () => {
    const held = rankings.map((ranking) => ({ ...ranking, heldPlaces: [1, 2] }));
    const { base } = offPolicyOf(held, memory)!;
    expect(base.clicks.value).toBeCloseTo(0.5, 9); // both orders are shown as they were
  });

  test("leaves out lists without chance, and those that nobody saw", () => {
    expect(
      offPolicyOf(
        rankings.map((ranking) => ({ ...ranking, isExplored: false })),
        memory,
      ),
    ).toBeNull();
    expect(
      offPolicyOf(
        rankings.map((ranking) => ({ ...ranking, arm: "interleaved" })),
        memory,
      ),
    ).toBeNull();
    const unseen = { ...memory, shown: memory.shown.map((progress) => ({ ...progress, marks: [] })) };
    expect(offPolicyOf(rankings, unseen)).toBeNull();
    expect(offPolicyOf([], memory)).toBeNull();
  });
});
