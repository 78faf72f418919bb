import { describe, expect, test } from "vitest";
import type { OrderTiming, RankingTiming } from "../worker/speed-report.ts";
import { quantileOf, speedSamples } from "./speed-samples.ts";

const order: OrderTiming = {
  rankingId: "r2",
  atMs: 1,
  cards: 24,
  totalMs: 100,
  lessonMs: null,
  readMs: 5,
  answerMs: 80,
  frameworkMs: 11,
  moveMs: 4,
  pageHeapBytes: null,
};
const ranking: RankingTiming = {
  rankingId: "r2",
  backend: "wasm",
  totalMs: 70,
  openMs: 30,
  encodeMs: 20,
  encodedTexts: 3,
  serverMs: 8,
  encoderBytes: 1,
};

describe("speedSamples", () => {
  test("splits an answer into what the worker did and the wait for it, by the id of the ranking", () => {
    const other = { ...ranking, rankingId: "r1", totalMs: 75 };
    const [{ stages }] = speedSamples({ orders: [order], rankings: [other, ranking] });
    expect(stages).toEqual({
      read: 5,
      wait: 10,
      open: 30,
      encode: 20,
      server: 8,
      score: 12,
      framework: 11,
      move: 4,
    });
    expect(Object.values(stages).reduce((sum, ms) => sum + ms, 0)).toBe(order.totalMs);
  });

  test("leaves an answer in one piece of which no worker tells", () => {
    const [{ stages, ranking: none }] = speedSamples({ orders: [order], rankings: [] });
    expect([stages.wait, stages.score, none]).toEqual([80, 0, null]);
  });
});

describe("quantileOf", () => {
  test("is a value that was measured, which the share does not pass", () => {
    const values = [40, 10, 30, 20];
    expect([0.25, 0.5, 0.51, 0.95, 1].map((share) => quantileOf(values, share))).toEqual([
      10, 20, 30, 40, 40,
    ]);
    expect(quantileOf([7], 0.95)).toBe(7);
    expect(
      quantileOf(
        Array.from({ length: 100 }, (_, at) => at + 1),
        0.95,
      ),
    ).toBe(95);
  });
});
