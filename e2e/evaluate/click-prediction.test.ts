import { expect, test } from "vitest";
import { seededRandom } from "../../src/base/random.ts";
import { clickPrediction } from "./click-prediction.ts";
import type { VisitLog } from "./visit-log.ts";
import { visitsFixture } from "./visits.test-helper.ts";

/** Visits on which each place is clicked with the chance that its score says. */
function visitsBy(chance: (score: number, place: number) => number): VisitLog[] {
  const random = seededRandom(3);
  return Array.from({ length: 20 }, () => visitsFixture())
    .flat()
    .map((visit, at) => ({
      ...visit,
      visit: at,
      examined: Array.from({ length: 10 }, (_, place) => {
        const score = 4 * random() - 2;
        return [score, 1 / (place + 1), random() < chance(score, place + 1) ? 1 : 0] as const;
      }),
    }));
}

test("is calibrated where clicks follow the scores, and ranks as well as they can be ranked", () => {
  const { auc, calibrationError, f1 } = clickPrediction(
    visitsBy((score) => 1 / (1 + Math.exp(1 - 2 * score))),
  )!;
  expect(auc).toBeGreaterThan(0.85);
  expect(calibrationError).toBeLessThan(0.02);
  expect(f1).toBeGreaterThan(0.6);
});

test("is no better than chance where clicks have nothing to do with the scores, and says so", () => {
  const { auc, calibrationError } = clickPrediction(visitsBy(() => 0.3))!;
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.02);
  expect(calibrationError).toBeLessThan(0.02);
});

test("learns that places further down are clicked less, which is not the score's merit", () => {
  const { calibrationError, auc } = clickPrediction(
    visitsBy((_, place) => 1 / (1 + Math.exp(1.5 * Math.log(place) - 1))),
  )!;
  expect(calibrationError).toBeLessThan(0.02);
  expect(Math.abs(auc - 0.5)).toBeLessThan(0.05); // few are clicked: ± .015
});

test("adds up: precision, recall and F1 are those of the matrix", () => {
  const { matrix, precision, recall, f1, examined, clicked } = clickPrediction(
    visitsBy((score) => 1 / (1 + Math.exp(1 - 2 * score))),
  )!;
  const { tp, fp, fn, tn } = matrix;
  expect(tp + fp + fn + tn).toBe(examined);
  expect(tp + fn).toBe(clicked);
  expect(precision).toBe(tp / (tp + fp));
  expect(recall).toBe(tp / (tp + fn));
  expect(f1).toBeCloseTo((2 * tp) / (2 * tp + fp + fn), 12);
});

test("has nothing to say without clicks", () => {
  expect(clickPrediction(visitsBy(() => 0))).toBe(null);
  expect(clickPrediction([])).toBe(null);
});

test("has nothing to say of pages on which all that was looked at was clicked", () => {
  const visits = visitsBy(() => 0.3).map((visit) =>
    visit.persona % 2 === 0
      ? visit
      : {
          ...visit,
          examined: visit.examined
            .slice(0, 1)
            .map(([score]) => [score, 1, visit.visit % 3 === 0 ? 1 : 0] as const),
        },
  );
  expect(clickPrediction(visits)).toBe(null);
});
