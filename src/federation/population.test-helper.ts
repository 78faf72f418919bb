import { normalFrom, seededRandom, type Random } from "../base/random.ts";
import { clickEvidence } from "../learning/click-likelihood.ts";
import { listwiseEvidence, listwiseLoss } from "../learning/listwise-evidence.ts";
import type { ObservedPage } from "./observed-page.ts";
import { positionLikelihood, type PageLikelihood } from "./page-likelihood.ts";

/** The learner's click models, as a fit takes them. */
export const positionBased: PageLikelihood = positionLikelihood(clickEvidence);
export const listwise: PageLikelihood = {
  evidence: (scores, page) => (page.rewards.includes(1) ? listwiseEvidence(scores, page) : null),
  logLikelihood: (scores, page) => -listwiseLoss(scores, page).loss,
};

/** P(click | examined) of the position-based model, on its own. */
export function attraction(score: number): number {
  return 0.05 + 0.75 / (1 + Math.exp(1.5 - score));
}

/** A visitor's offset, as a prior of the form B B′ + floor I would draw it. */
export function drawOffset(
  columns: readonly (readonly number[])[],
  residual: number,
  random: Random,
): Float64Array {
  const strengths = columns.map(() => normalFrom(random));
  return Float64Array.from(columns[0], (_, at) =>
    columns.reduce((sum, column, k) => sum + strengths[k] * column[at], residual * normalFrom(random)),
  );
}

/** Pages of random items, clicked as the model says for a visitor of this offset. */
export function pagesOf(
  offset: Float64Array,
  {
    pages,
    items,
    random,
    model,
  }: { pages: number; items: number; random: Random; model: "position" | "listwise" },
): ObservedPage[] {
  const dimensions = offset.length;
  return Array.from({ length: pages }, () => {
    const features = Float32Array.from({ length: items * dimensions }, () => normalFrom(random));
    const scores = Array.from({ length: items }, (_, item) =>
      offset.reduce((sum, value, at) => sum + value * features[item * dimensions + at], 0),
    );
    const rewards = new Uint8Array(items);
    if (model === "position") {
      for (let item = 0; item < items; item++) rewards[item] = random() < attraction(scores[item]) ? 1 : 0;
    } else {
      const masses = scores.map((score) => Math.exp(score));
      let left = random() * masses.reduce((sum, mass) => sum + mass);
      const chosen = masses.findIndex((mass) => (left -= mass) < 0);
      rewards[Math.max(chosen, 0)] = 1;
    }
    return {
      features,
      baseScores: new Float64Array(items),
      rewards,
      propensities: new Float64Array(items).fill(1),
      weights: new Float64Array(items).fill(1),
    };
  });
}

/** Visitors drawn from B B′ + residual² I, and their pages. */
export function population(
  seed: number,
  {
    visitors,
    columns,
    residual = 0.1,
    ...shown
  }: {
    visitors: number;
    columns: readonly (readonly number[])[];
    residual?: number;
    pages: number;
    items: number;
    model: "position" | "listwise";
  },
): ObservedPage[][] {
  const random = seededRandom(seed);
  return Array.from({ length: visitors }, () =>
    pagesOf(drawOffset(columns, residual, random), { ...shown, random }),
  );
}
