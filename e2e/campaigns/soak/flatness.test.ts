import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { judgeFlatness, type Sample } from "./flatness.ts";
import { BOUNDS } from "./soak-bounds.ts";

const STEPS = 100_000;
const SAMPLES = 200;
const FROM = { settled: STEPS / 10, judged: STEPS / 2 };
const KIB = 1_024;
/** Of a heap after a collection: what caches hold, and how far it moves from one time to the next. */
const SETTLED = 6_000 * KIB;
const NOISE = 300 * KIB;

/** A heap that fills its caches, and then grows by so much a step; every 20th time the collector leaves twice as much. */
function heap(leakBytes: number, seed: number): Sample[] {
  const random = seededRandom(seed);
  return Array.from({ length: SAMPLES }, (_, index) => {
    const at = ((index + 1) * STEPS) / SAMPLES;
    const filled = SETTLED * (1 - Math.exp(-at / 2_000));
    const left = index % 20 === 19 ? 2 * NOISE : 0;
    return { at, value: filled + (random() - 0.5) * 2 * NOISE + left + leakBytes * at };
  });
}

describe("judgeFlatness", () => {
  test.each([1, 2, 3, 4, 5])("passes a heap that is noisy and flat, for seed %i", (seed) => {
    const { isFlat, slope } = judgeFlatness(heap(0, seed), FROM, BOUNDS.jsHeap);
    expect(slope.low).toBeLessThanOrEqual(0);
    expect(slope.high).toBeGreaterThanOrEqual(0);
    expect(isFlat).toBe(true);
  });

  test.each([1_024, 100, 40])("finds %i bytes that are left by every ranking", (leakBytes) => {
    const { isFlat, slope } = judgeFlatness(heap(leakBytes, 1), FROM, BOUNDS.jsHeap);
    expect(isFlat).toBe(false);
    expect(slope.low).toBeLessThanOrEqual(leakBytes);
    expect(slope.high).toBeGreaterThanOrEqual(leakBytes);
  });

  test("gives the slope of a line, whatever a third of its values are", () => {
    const line = Array.from({ length: 60 }, (_, at) => ({ at, value: at % 3 === 2 ? 1e9 * at : 7 * at }));
    const exact = line.filter(({ at }) => at % 3 !== 2);
    const bounds = { slack: 0, perStep: 7, mostRatio: Infinity };
    const { slope, isFlat } = judgeFlatness(exact, { settled: 0, judged: 0 }, bounds);
    expect(slope).toEqual({ median: 7, low: 7, high: 7 });
    expect(isFlat).toBe(true);
    expect(judgeFlatness(exact, { settled: 0, judged: 0 }, { ...bounds, perStep: 6.9 }).isFlat).toBe(false);
    expect(judgeFlatness(line, { settled: 0, judged: 0 }, bounds).slope.low).toBe(7);
  });

  test("does not take for flat what is too noisy to tell", () => {
    const random = seededRandom(3);
    const noise = heap(0, 1).map(({ at }) => ({ at, value: SETTLED + random() * 1_000 * NOISE }));
    expect(judgeFlatness(noise, FROM, { ...BOUNDS.jsHeap, mostRatio: Infinity }).isFlat).toBe(false);
  });

  test("finds what has grown before the slope begins, or for a while", () => {
    const stepped = heap(0, 1).map(({ at, value }) => ({ at, value: at < 30_000 ? value : value * 2 }));
    expect(judgeFlatness(stepped, FROM, BOUNDS.jsHeap).isFlat).toBe(false);
    const flat = heap(0, 1);
    const once = flat.map((sample, index) => (index === 150 ? { ...sample, value: 3 * SETTLED } : sample));
    expect(judgeFlatness(once, FROM, BOUNDS.jsHeap).isFlat).toBe(false);
  });

  test("finds one more listener in a thousand steps", () => {
    const listeners = (each: number): Sample[] =>
      heap(0, 1).map(({ at }, index) => ({ at, value: 60 + (index % 3) + Math.floor(at * each) }));
    expect(judgeFlatness(listeners(0), FROM, BOUNDS.listeners).isFlat).toBe(true);
    expect(judgeFlatness(listeners(0.001), FROM, BOUNDS.listeners).isFlat).toBe(false);
  });

  test.each([0, 0.5])(
    "has no growth in its interval about as often as it says, where %d of the noise stays until the next time",
    (memory) => {
      const random = seededRandom(7);
      const times = 300;
      let containing = 0;
      for (let time = 0; time < times; time++) {
        let noise = 0;
        const series = Array.from({ length: SAMPLES / 2 }, (_, at) => {
          noise = memory * noise + (random() + random() + random() - 1.5);
          return { at, value: noise };
        });
        const { slope } = judgeFlatness(series, { settled: 0, judged: 0 }, BOUNDS.jsHeap);
        if (slope.low <= 0 && slope.high >= 0) containing++;
      }
      expect(containing).toBeGreaterThanOrEqual(0.92 * times);
    },
  );

  test("refuses to judge a handful of samples", () => {
    expect(() => judgeFlatness(heap(0, 1).slice(-10), FROM, BOUNDS.jsHeap)).toThrow("20 samples");
  });
});
