import type { VisitLog } from "./visit-log.ts";

/** How well the scores foretell which of the places that were looked at are clicked. */
export interface ClickPrediction {
  readonly examined: number;
  readonly clicked: number;
  /** Area under the ROC curve: P(a clicked one scores above one that was passed over on the same page). */
  readonly auc: number;
  /** At the threshold that was best on the first half of the personas. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly matrix: { readonly tp: number; readonly fp: number; readonly fn: number; readonly tn: number };
  /** By tenths of the predicted probability: what was foretold and what came, in that order; empty ones are left out. */
  readonly reliability: readonly {
    readonly foretold: number;
    readonly came: number;
    readonly count: number;
  }[];
  /** Mean absolute difference of the two, weighted by count. */
  readonly calibrationError: number;
}

interface Sample {
  readonly score: number;
  readonly logPropensity: number;
  readonly isClicked: 0 | 1;
  readonly page: string;
}

const NEWTON_STEPS = 25;
const RIDGE = 1e-3;
const BINS = 10;

/**
 * Fits P(click | examined) = σ(a + b · score + c · ln propensity) on the personas of even numbers and tests it on those of odd ones.
 *
 * @returns Null without clicks on both sides, or without a page in the test that has both: then nothing was passed over for anything.
 * @see Platt 1999, Probabilistic outputs for support vector machines
 */
export function clickPrediction(visits: readonly VisitLog[]): ClickPrediction | null {
  const samplesOf = (isFit: boolean): Sample[] =>
    visits
      .filter(({ arm, persona }) => arm === "personal" && (persona % 2 === 0) === isFit)
      .flatMap(({ examined, persona, visit, clickModel, engine }) =>
        examined.map(([score, propensity, isClicked]) => ({
          score,
          logPropensity: Math.log(propensity),
          isClicked,
          page: [engine, clickModel, persona, visit].join(" "),
        })),
      );
  const [fit, test] = [samplesOf(true), samplesOf(false)];
  const hasBoth = (samples: readonly Sample[]): boolean =>
    samples.some(({ isClicked }) => isClicked === 1) && samples.some(({ isClicked }) => isClicked === 0);
  if (!hasBoth(fit) || !hasBoth(test)) return null;
  const auc = aucOf(test);
  if (auc === null) return null;
  const weights = fitLogistic(fit);
  const foretold = (sample: Sample): number => sigmoid(linear(weights, sample));
  const threshold = bestThreshold(fit.map((sample) => [foretold(sample), sample.isClicked]));
  const matrix = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const bins = Array.from({ length: BINS }, () => ({ foretold: 0, came: 0, count: 0 }));
  for (const sample of test) {
    const probability = foretold(sample);
    matrix[probability >= threshold ? (sample.isClicked ? "tp" : "fp") : sample.isClicked ? "fn" : "tn"]++;
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))];
    bin.foretold += probability;
    bin.came += sample.isClicked;
    bin.count++;
  }
  const precision = matrix.tp / Math.max(1, matrix.tp + matrix.fp);
  const recall = matrix.tp / Math.max(1, matrix.tp + matrix.fn);
  const reliability = bins
    .filter(({ count }) => count > 0)
    .map(({ foretold: sum, came, count }) => ({ foretold: sum / count, came: came / count, count }));
  return {
    examined: test.length,
    clicked: matrix.tp + matrix.fn,
    auc,
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    matrix,
    reliability,
    calibrationError:
      reliability.reduce((sum, bin) => sum + bin.count * Math.abs(bin.foretold - bin.came), 0) / test.length,
  };
}

/** Pairs of one page only: scores of different lists cannot be compared. Ties count half. Null without a pair. */
function aucOf(samples: readonly Sample[]): number | null {
  let [won, pairs] = [0, 0];
  const pages = new Map<string, Sample[]>();
  for (const sample of samples) {
    const page = pages.get(sample.page);
    if (page === undefined) pages.set(sample.page, [sample]);
    else page.push(sample);
  }
  for (const page of pages.values()) {
    const passed = page.filter(({ isClicked }) => isClicked === 0);
    for (const { score } of page.filter(({ isClicked }) => isClicked === 1)) {
      for (const other of passed) {
        pairs++;
        won += score > other.score ? 1 : score === other.score ? 0.5 : 0;
      }
    }
  }
  return pairs === 0 ? null : won / pairs;
}

function bestThreshold(samples: readonly (readonly [probability: number, isClicked: 0 | 1])[]): number {
  const sorted = samples.toSorted((a, b) => b[0] - a[0]);
  const positives = sorted.filter(([, isClicked]) => isClicked === 1).length;
  let [best, threshold, hits] = [0, 1, 0];
  for (const [at, [probability, isClicked]] of sorted.entries()) {
    hits += isClicked;
    const f1 = (2 * hits) / (at + 1 + positives);
    if (f1 > best) [best, threshold] = [f1, probability];
  }
  return threshold;
}

type Weights = readonly [number, number, number];

function linear([bias, slope, place]: Weights, { score, logPropensity }: Sample): number {
  return bias + slope * score + place * logPropensity;
}

/** Newton's method with a little ridge; three numbers. */
function fitLogistic(samples: readonly Sample[]): Weights {
  let weights: Weights = [0, 0, 0];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = weights.map((weight) => -RIDGE * weight);
    const hessian = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? RIDGE : 0)));
    for (const sample of samples) {
      const probability = sigmoid(linear(weights, sample));
      const x = [1, sample.score, sample.logPropensity];
      for (let row = 0; row < 3; row++) {
        gradient[row] += (sample.isClicked - probability) * x[row];
        for (let column = 0; column < 3; column++)
          hessian[row][column] += probability * (1 - probability) * x[row] * x[column];
      }
    }
    const [a, b, c] = solve(hessian, gradient);
    weights = [weights[0] + a, weights[1] + b, weights[2] + c];
  }
  return weights;
}

/** Gaussian elimination; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]]);
  for (let pivot = 0; pivot < rows.length; pivot++) {
    for (let row = pivot + 1; row < rows.length; row++) {
      const factor = rows[row][pivot] / rows[pivot][pivot];
      rows[row] = rows[row].map((value, column) => value - factor * rows[pivot][column]);
    }
  }
  const solution = new Array<number>(rows.length).fill(0);
  for (let row = rows.length - 1; row >= 0; row--) {
    const known = solution.reduce(
      (sum, value, column) => sum + (column > row ? rows[row][column] * value : 0),
      0,
    );
    solution[row] = (rows[row][rows.length] - known) / rows[row][row];
  }
  return solution;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
