import { describe, expect, test } from "vitest";
import { cholesky, choleskySolve, logDeterminant } from "../base/cholesky.ts";
import type { Gaussian } from "../base/head-maths.ts";
import { normalFrom, seededRandom } from "../base/random.ts";
import { believedMean } from "./believed-mean.ts";
import { CORE_COUNT, FEATURE_COUNT, OPTIONAL_BLOCKS } from "./feature-layout.ts";
import { isotropicPrior } from "./gaussian-prior.ts";

const VARIANCE = 0.5;
const PRIOR = isotropicPrior(VARIANCE);
const [NUMBERS, , MEDIA] = OPTIONAL_BLOCKS;
const REACHES = [0.02, 0.25, 0.5, 1];

/** What y = X z + N(0, I) teaches of z ~ N(0, diag(variances)), with ln p(y) but for a constant; textbook formulas, in n × n. */
function taught(
  rows: Float64Array[],
  answers: number[],
  variances: Float64Array,
): Gaussian & { evidence: number } {
  const count = rows.length;
  const cover = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      cover[a * count + b] = rows[a].reduce(
        (sum, x, at) => sum + x * variances[at] * rows[b][at],
        a === b ? 1 : 0,
      );
    }
  }
  const factor = cholesky(cover, count);
  const solved = choleskySolve(factor, answers);
  const mean = variances.map(
    (variance, at) => variance * rows.reduce((s, row, n) => s + row[at] * solved[n], 0),
  );
  const width = variances.length;
  const covariance = new Float64Array(width * width);
  for (let b = 0; b < width; b++) {
    const gain = choleskySolve(
      factor,
      rows.map((row) => row[b] * variances[b]),
    );
    for (let a = 0; a < width; a++) {
      const shared = rows.reduce((sum, row, n) => sum + variances[a] * row[a] * gain[n], 0);
      covariance[a * width + b] = (a === b ? variances[a] : 0) - shared;
    }
  }
  const evidence = -logDeterminant(factor) / 2 - answers.reduce((s, y, n) => s + y * solved[n], 0) / 2;
  return { mean, covariance, evidence };
}

/** n rows over one coordinate that all lists have and one block; answers are `weight` · its first coordinate + N(0, 1). */
function lesson(count: number, weight: number, { start, end }: { start: number; end: number }) {
  const random = seededRandom(3);
  const rows = Array.from({ length: count }, () => {
    const row = new Float64Array(FEATURE_COUNT);
    row[7] = normalFrom(random);
    for (let at = start; at < end; at++) row[at] = normalFrom(random) / 2;
    return row;
  });
  return { rows, answers: rows.map((row) => row[7] + weight * row[start] + normalFrom(random)) };
}

const wide = (reach: number, { start, end }: { start: number; end: number }): Float64Array =>
  new Float64Array(FEATURE_COUNT).fill(VARIANCE).fill(reach * reach * VARIANCE, start, end);

const lengthOf = (values: Float64Array, { start, end }: { start: number; end: number }): number =>
  Math.hypot(...values.subarray(start, end));

describe("believedMean", () => {
  test.each([0, 1.5])(
    "is what learning under each width would give, by how well it explains: weight %f",
    (weight) => {
      const { rows, answers } = lesson(30, weight, MEDIA);
      const under = REACHES.map((reach) => taught(rows, answers, wide(reach, MEDIA)));
      const odds = under.map(({ evidence }) => Math.exp(evidence - under[0].evidence));
      const total = odds.reduce((sum, value) => sum + value, 0);
      const [, , , whole] = under;
      const believed = believedMean(whole, PRIOR);
      for (const at of [7, MEDIA.start, MEDIA.start + 5, MEDIA.end - 1]) {
        const wanted = under.reduce((sum, { mean }, which) => sum + (odds[which] / total) * mean[at], 0);
        expect(believed[at]).toBeCloseTo(wanted, 8);
      }
    },
  );

  test("holds back what nothing bears out and keeps what the answers show, each block by itself", () => {
    const noise = lesson(60, 0, NUMBERS);
    const idle = taught(noise.rows, noise.answers, wide(1, NUMBERS));
    expect(lengthOf(believedMean(idle, PRIOR), NUMBERS)).toBeLessThan(0.25 * lengthOf(idle.mean, NUMBERS));
    const shown = lesson(60, 3, NUMBERS);
    const sure = taught(shown.rows, shown.answers, wide(1, NUMBERS));
    const kept = believedMean(sure, PRIOR);
    expect(lengthOf(kept, NUMBERS)).toBeGreaterThan(0.9 * lengthOf(sure.mean, NUMBERS));
    expect(kept.subarray(MEDIA.start, MEDIA.end)).toEqual(sure.mean.subarray(MEDIA.start, MEDIA.end));
  });

  test("leaves alone a belief without such blocks, and a block of which a fitted prior knows how far it reaches", () => {
    const narrow = {
      mean: new Float64Array(CORE_COUNT).fill(0.3),
      covariance: new Float64Array(CORE_COUNT * CORE_COUNT),
    };
    expect(believedMean(narrow, PRIOR)).toBe(narrow.mean);
    const { rows, answers } = lesson(10, 0, MEDIA);
    const belief = taught(rows, answers, wide(1, MEDIA));
    const basis = new Float32Array(FEATURE_COUNT).fill(0.1);
    expect(believedMean(belief, { ...PRIOR, basis, rank: 1 })).toBe(belief.mean);
  });

  test("gives finite numbers where the prior allows nothing, and the mean itself of a broken belief", () => {
    const { rows, answers } = lesson(10, 1, MEDIA);
    const remainder = wide(1, MEDIA).fill(0, MEDIA.start, MEDIA.start + 3);
    const belief = taught(rows, answers, remainder);
    const believed = believedMean(belief, { ...PRIOR, remainder });
    expect(believed.every(Number.isFinite)).toBe(true);
    expect(Math.hypot(...believed.subarray(MEDIA.start, MEDIA.start + 3))).toBe(0);
    const broken = { mean: belief.mean, covariance: belief.covariance.map((value) => -1e6 * value) };
    expect(believedMean(broken, PRIOR)).toBe(belief.mean);
  });
});
