import { describe, expect, test } from "vitest";
import type { Interaction } from "../ranking/interaction.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { feedbackFrom, type ShownRanking } from "./feedback.ts";

const shown: ShownRanking = {
  id: "r1",
  itemIds: ["a", "b", "c", "d"],
  features: Float32Array.from({ length: 4 * FEATURE_COUNT }, (_, at) => Math.floor(at / FEATURE_COUNT)),
  baseScores: Float64Array.of(0, -1, -2, -3),
  propensities: Float64Array.of(1, 1 / 2, 1 / 3, 1 / 4),
  seen: [],
  used: [],
};

function did(
  type: "impression" | "click" | "cart" | "purchase",
  itemId: string,
  rankingId = "r1",
): Interaction {
  return { type, itemId, rankingId, eventId: `${type}-${itemId}`, atMs: 1 };
}

const stayed = (itemId: string, dwellMs: number): Interaction => ({
  type: "dwell",
  itemId,
  dwellMs,
  rankingId: "r1",
  eventId: "x",
  atMs: 2,
});

describe("feedbackFrom", () => {
  test("learns nothing from impressions alone, but remembers what was seen", () => {
    const { examples, shown: after } = feedbackFrom(shown, [did("impression", "a"), did("impression", "b")]);
    expect(examples).toBeNull();
    expect(after.seen).toEqual([0, 1]);
  });

  test("takes the chosen item as a positive, what was seen and passed over as negatives, and leaves out the unseen", () => {
    const { examples } = feedbackFrom(shown, [
      did("impression", "a"),
      did("impression", "b"),
      did("click", "b"),
    ]);
    expect([...examples!.rewards]).toEqual([1, 0]);
    expect([...examples!.baseScores]).toEqual([-1, 0]);
    expect([...examples!.propensities]).toEqual([1 / 2, 1]);
    expect([examples!.features[0], examples!.features[FEATURE_COUNT]]).toEqual([1, 0]);
  });

  test("uses each passed-over item once", () => {
    const first = feedbackFrom(shown, [did("impression", "a"), did("click", "b")]);
    const second = feedbackFrom(first.shown, [did("impression", "d"), did("click", "c")]);
    expect([...second.examples!.baseScores]).toEqual([-2, -3]);
  });

  test("counts a purchase more than a cart, a cart more than a click, a click more than a long look", () => {
    const weightOf = (interaction: Interaction): number =>
      feedbackFrom(shown, [interaction]).examples!.weights[0];
    const weights = [did("purchase", "a"), did("cart", "a"), did("click", "a"), stayed("a", 60_000)].map(
      weightOf,
    );
    expect(weights).toEqual([2, 1.5, 1, 0.5]);
  });

  test("does not count a visitor who comes straight back", () => {
    expect(feedbackFrom(shown, [stayed("a", 2_000)]).examples).toBeNull();
  });

  test("leaves out interactions with items that were not shown, and with other rankings", () => {
    const { examples, accepted } = feedbackFrom(shown, [did("click", "zzz"), did("click", "a", "r2")]);
    expect(examples).toBeNull();
    expect(accepted).toEqual([]);
  });
});
