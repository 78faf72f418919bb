import { describe, expect, test } from "vitest";
import { seededRandom, type Random } from "../base/random.ts";
import { CANARY_ERROR_RATE, canaryVerdict } from "./canary-verdict.ts";

const SHARE = 0.2;
const MOST_ANSWERS = 6_000;

/** How many answers of the canary's arm it takes to stop it, with a look after each; null if it never is. */
function answersUntilStop(
  { canary, others }: { readonly canary: number; readonly others: number },
  random: Random,
): number | null {
  const [tried, kept] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let answers = 0; answers < MOST_ANSWERS / SHARE; answers++) {
    const isCanary = random() < SHARE;
    const mean = isCanary ? canary : others;
    // Answers of the widest spread: no zeros at all.
    (isCanary ? tried : kept)[random() < (1 + mean) / 2 ? 1 : 2]++;
    if (isCanary && canaryVerdict(tried, kept).isWorse) return tried[1] + tried[2];
  }
  return null;
}

describe("canaryVerdict", () => {
  test("stops hardly any canary that is as good, though every answer is looked at", () => {
    const random = seededRandom(1);
    const trials = 200;
    const stopped = Array.from({ length: trials }, () =>
      answersUntilStop({ canary: 0.1, others: 0.1 }, random),
    ).filter((answers) => answers !== null).length;
    expect(stopped / trials).toBeLessThanOrEqual(CANARY_ERROR_RATE);
  });

  test("stops those that do harm, the sooner the more", () => {
    const random = seededRandom(2);
    const needed = [0.2, 0.4].map((harm) => {
      const stops = Array.from({ length: 20 }, () =>
        answersUntilStop({ canary: 0.1 - harm, others: 0.1 }, random),
      );
      expect(stops).not.toContain(null);
      return stops.reduce<number>((sum, answers) => sum + (answers ?? 0), 0) / stops.length;
    });
    expect(needed[1]).toBeLessThan(needed[0] / 2);
    expect(needed[0]).toBeLessThan(900);
    expect(needed.map(Math.round)).toEqual([602, 176]); // docs/server.md has them
  });

  test("has the interval of the normal mixture, worked out by hand", () => {
    // √(200 ln 3,200) / 100 = .40177 and √(1,100 ln 17,600) / 1,000 = .10370
    const few = canaryVerdict([10, 40, 50], [100, 520, 380]);
    expect(few.difference).toBeCloseTo(-0.24, 12);
    expect(few.upper).toBeCloseTo(0.265466, 6);
    expect(few.isWorse).toBe(false);
    // Means of 0 and .0813 or so: as far apart as both intervals are wide.
    expect(canaryVerdict([0, 2_000, 2_000], [0, 8_652, 7_348]).isWorse).toBe(true);
    expect(canaryVerdict([0, 2_000, 2_000], [0, 8_649, 7_351]).isWorse).toBe(false);
  });

  test("knows nothing without answers of both arms, and stops nothing that does better", () => {
    expect(canaryVerdict([0, 0, 900], [0, 0, 0])).toMatchObject({ isWorse: false, upper: Infinity });
    expect(canaryVerdict([0, 0, 0], [0, 900, 0])).toMatchObject({ isWorse: false, upper: Infinity });
    expect(canaryVerdict([0, 9_000, 0], [0, 0, 90_000])).toMatchObject({ isWorse: false, difference: 2 });
    expect(canaryVerdict([0, 0, 9_000], [0, 90_000, 0])).toMatchObject({ isWorse: true, difference: -2 });
  });
});
