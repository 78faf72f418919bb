import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { emptyMemory, type Entry, type Memory, replay } from "./memory.ts";
import { did, rankingFixture } from "./memory-fixtures.test-helper.ts";
import { withHistory } from "./shown-ranking.ts";
import { stepPages } from "./step-pages.ts";
import { visitorHead } from "./visitor-head.ts";
import { rowOf } from "./vectors.ts";

const HEAD = visitorHead({ learner: "sgd", learns: "last-layer" }, null);
const ITEMS = ["a", "b", "c", "d"];
const RANKINGS = new Map(
  ["r1", "r2"].map((id, seed) => [id, rankingFixture(id, { itemIds: ITEMS, history: ["a", "b"], seed })]),
);
const random = seededRandom(4);
const SHIFT = Float64Array.from({ length: FEATURE_COUNT }, () => normalFrom(random));

const shown = (rankingId: string): Entry => ({ type: "shown", number: 0, rankingId, atMs: 0 });
const rebased = (version: number): Entry => ({ type: "rebased", number: 0, shift: SHIFT, version });
const acts = (...interactions: Interaction[]): Entry => ({ type: "did", number: 0, interactions });
/** Sees all items, then clicks one. */
const clicks = (itemId: string, rankingId = "r1", atMs = 1): Entry =>
  acts(
    ...ITEMS.map((item) => did("impression", item, { rankingId, atMs })),
    did("click", itemId, { rankingId, atMs }),
  );

function after(...entries: Entry[]): { memory: Memory; entries: Entry[] } {
  const numbered = entries.map((entry, at) => ({ ...entry, number: at + 1 }));
  const { memory } = replay(emptyMemory(HEAD), numbered, { rankings: RANKINGS, head: HEAD });
  return { memory, entries: numbered };
}

function pagesAfter(...log: Entry[]) {
  const { memory, entries } = after(...log);
  return stepPages(memory, entries, RANKINGS);
}

describe("stepPages", () => {
  test("has what was liked and what was passed over of each ranking, as it was scored", () => {
    const [page, ...others] = pagesAfter(shown("r1"), clicks("c"));
    expect(others).toEqual([]);
    expect([...page.rewards]).toEqual([1, 0, 0, 0]);
    const { features, baseScores, propensities } = RANKINGS.get("r1")!;
    for (const [place, index] of [2, 0, 1, 3].entries()) {
      expect(rowOf(page.features, place)).toEqual(rowOf(features, index));
      expect(page.baseScores[place]).toBe(baseScores[index]);
      expect(page.propensities[place]).toBe(propensities[index]);
    }
  });

  test("is scored by the newest head: heads move what was shown before them, and nothing after", () => {
    const plain = pagesAfter(shown("r1"), clicks("c"), shown("r2"), clicks("d", "r2", 2));
    const log = [shown("r1"), clicks("c"), rebased(1), shown("r2"), clicks("d", "r2", 2)];
    const [first, second] = pagesAfter(...log);
    const [twice] = pagesAfter(...log, rebased(2));
    expect(second).toEqual(plain[1]);
    for (const [item, base] of plain[0].baseScores.entries()) {
      const by = rowOf(plain[0].features, item).reduce((sum, value, at) => sum + value * SHIFT[at], 0);
      expect(first.baseScores[item]).toBeCloseTo(base + by, 4);
      expect(twice.baseScores[item]).toBeCloseTo(base + 2 * by, 4);
    }
    expect(first.features).toEqual(plain[0].features);
  });

  test("has the history by which a ranking was scored in its features and scores", () => {
    const log = [shown("r1"), clicks("a"), shown("r2"), clicks("d", "r2", 2)];
    const { memory } = after(...log);
    const [, page] = pagesAfter(...log);
    const full = withHistory(RANKINGS.get("r2")!, memory.shown[1].engaged);
    expect(full.baseScores).not.toEqual(RANKINGS.get("r2")!.baseScores);
    expect(rowOf(page.features, 0)).toEqual(rowOf(full.features, 3));
    expect(page.baseScores[0]).toBe(full.baseScores[3]);
    // What was opened before has not been passed over.
    expect([...page.rewards]).toEqual([1, 0, 0]);
  });

  test("says the same of a choice in one batch and in two, and counts the strongest sign", () => {
    const seen = acts(...ITEMS.map((item) => did("impression", item)));
    const cart = did("cart", "c", { atMs: 2 });
    const [once] = pagesAfter(
      shown("r1"),
      acts(...ITEMS.map((item) => did("impression", item)), did("click", "c"), cart),
    );
    const [later] = pagesAfter(shown("r1"), seen, acts(did("click", "c")), acts(cart));
    expect(later).toEqual(once);
    expect(once.weights[0]).toBe(1.5);
  });

  test("leaves out what was told before, and holds what came after against all that was passed over", () => {
    const told = (liked: readonly number[]) => ({ told: new Map([["r1", liked]]), shifts: new Map() });
    const log = [shown("r1"), clicks("c"), acts(did("click", "d", { atMs: 2 }))];
    const { memory, entries } = after(...log);
    const [both] = stepPages(memory, entries, RANKINGS);
    expect([...both.rewards]).toEqual([1, 1, 0, 0]);
    const [second] = stepPages(memory, entries, RANKINGS, told([0, 0, 1, 0]));
    expect([...second.rewards]).toEqual([1, 0, 0]);
    expect(rowOf(second.features, 0)).toEqual(rowOf(RANKINGS.get("r1")!.features, 3));
    expect(stepPages(memory, entries, RANKINGS, told([0, 0, 1, 1]))).toEqual([]);
    const bought = after(...log, acts(did("cart", "c", { atMs: 3 })));
    const [cart] = stepPages(bought.memory, bought.entries, RANKINGS, told([0, 0, 1, 1]));
    expect([...cart.weights].slice(0, 1)).toEqual([0.5]);
  });

  test("knows how far heads moved before the log from whoever sealed it", () => {
    const { memory, entries } = after(shown("r1"), clicks("c"), rebased(1));
    const shifts = new Map([["r1", SHIFT]]);
    const whole = stepPages(memory, entries, RANKINGS);
    const sealed = stepPages(memory, entries.slice(3), RANKINGS, { told: new Map(), shifts });
    expect(sealed).toEqual(whole);
    const later = entries.slice(1);
    const before = new Map([["r1", new Float64Array(FEATURE_COUNT)]]);
    expect(stepPages(memory, later, RANKINGS, { told: new Map(), shifts: before })).toEqual(whole);
  });

  test("leaves out rankings without a choice, those that are gone, and those before the log", () => {
    const log = [shown("r1"), clicks("c"), shown("r2"), acts(did("impression", "a", { rankingId: "r2" }))];
    expect(pagesAfter(...log)).toHaveLength(1);
    const { memory, entries } = after(...log);
    expect(stepPages(memory, entries, new Map())).toEqual([]);
    expect(stepPages(memory, entries.slice(1), RANKINGS)).toEqual([]);
    expect(stepPages(emptyMemory(HEAD), [], RANKINGS)).toEqual([]);
  });
});
