import { expect, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import type { Likeness } from "../likeness.ts";
import { shopperAgreement } from "./shopper-agreement.ts";

const TOYS = { name: "toys", engine: "wasm" } as const;
const random = seededRandom(3);
const harness = Array.from({ length: 80 }, () => [random(), random(), Number.NaN]);
const shifted = (by: number): number[][] => harness.map((row) => row.map((value) => value + by));

test("is of the same shoppers, in points", () => {
  const { shoppers, after } = shopperAgreement(TOYS, [0, 1, 50], {
    browser: shifted(0.01),
    harness,
    replay: shifted(0.03),
  });
  expect(shoppers).toBe(80);
  expect(after.map(({ purchases }) => purchases)).toEqual([0, 1, 50]);
  const [{ browser, harness: theirs, difference, replay }] = after;
  expect(replay!.mean - theirs!.mean).toBeCloseTo(3, 9);
  expect(browser!.mean - theirs!.mean).toBeCloseTo(1, 9);
  expect(difference!.mean).toBeCloseTo(1, 9);
  expect(difference!.high - difference!.low).toBeCloseTo(0, 9); // the same for all: nothing is left to chance
  expect(browser!.high - browser!.low).toBeGreaterThan(5);
});

test("does not agree once the same shoppers differ all to one side, however wide the means' own intervals are", () => {
  const likeness = (other: readonly number[][]): (Likeness | null)[] =>
    shopperAgreement(TOYS, [0, 1, 50], { browser: other, harness, replay: harness }).after.map(
      (figures) => figures.likeness,
    );
  expect(likeness(shifted(0))).toEqual(["agree", "agree", null]);
  expect(likeness(shifted(0.02))).toEqual(["differ", "differ", null]);
  expect(likeness(shifted(-0.02))).toEqual(["differ", "differ", null]);
  const noise = harness.map((row) => row.map((value) => value + 0.1 * (random() - 0.5)));
  expect(likeness(noise)).toEqual(["agree", "agree", null]);
});
