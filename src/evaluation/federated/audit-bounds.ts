import { normalQuantile } from "../../base/normal-distribution.ts";
import { gaussianEpsilon } from "../../federation/gaussian-accountant.ts";
import { binomialLower, binomialUpper } from "../replay/binomial-bounds.ts";

/** What an attacker measured with somebody's report in the round, and with zeros in its place; higher speaks for the report. */
export interface AuditScores {
  readonly present: Float64Array;
  readonly absent: Float64Array;
}

/** What the scores prove, at 95 % confidence. */
export interface AuditBounds {
  /** ε is no lower, whatever the mechanism. */
  readonly epsilon: number;
  /** If the mechanism is a Gaussian one, its sensitivity over its noise, μ = 1/σ, is no lower. */
  readonly mu: number;
  /** ε of a Gaussian mechanism with that μ. */
  readonly gaussianEpsilon: number;
}

/** Each of the two shares may be wrong with half of 5 %. */
const ALPHA = 0.025;
/** Of the scores, to choose thresholds on. */
const CHOOSING_SHARE = 0.2;
const CANDIDATES = 40;

/**
 * Lower bounds of what a mechanism gives away, from how well its two outcomes are told apart. Thresholds are chosen on a fifth of
 * the scores and tried on the others, so no correction for choosing is needed. With p and q the shares above one, present and absent,
 * an (ε, δ)-private mechanism has p ≤ exp(ε) q + δ; one that is no better than a Gaussian of μ has Φ⁻¹(p) − Φ⁻¹(q) ≤ μ. Clopper
 * and Pearson bound p from below and q from above.
 *
 * The first needs rare outcomes: n trials prove no more than ε ≈ ln(n / 4). The second, half-way between the medians, takes the shape of the
 * mechanism for granted, and finds half the noise, or noise drawn twice, in some ten thousand trials.
 *
 * @throws {RangeError} if there are fewer than 50 scores of either kind.
 * @see Jagielski, Ullman, Oprea 2020, https://arxiv.org/abs/2006.07709; Nasr et al. 2023, https://arxiv.org/abs/2302.07956,
 *   for the bound on μ
 */
export function auditBounds({ present, absent }: AuditScores, delta: number): AuditBounds {
  if (Math.min(present.length, absent.length) < 50) {
    throw new RangeError(
      `Cannot audit as there must be at least 50 scores of either kind: got ${present.length} and ${absent.length}`,
    );
  }
  const [from, other] = [present, absent].map(({ length }) => Math.floor(CHOOSING_SHARE * length));
  const choosing = { present: present.subarray(0, from), absent: absent.subarray(0, other) };
  const proving = { present: present.subarray(from), absent: absent.subarray(other) };
  const sorted = new Float64Array(from + other);
  sorted.set(choosing.present);
  sorted.set(choosing.absent, from);
  sorted.sort();
  const epsilonAt = (scores: AuditScores, threshold: number): number => {
    const [p, q] = sharesAbove(scores, threshold);
    return p > delta ? Math.log((p - delta) / q) : 0;
  };
  // Half of what is above the last one, again and again: few absent ones are far up.
  const thresholds = Array.from({ length: CANDIDATES }, (_, at) => {
    const above = 0.8 * sorted.length ** (-at / CANDIDATES);
    return sorted[Math.floor((1 - above) * sorted.length)];
  });
  const proven = thresholds.map((threshold) => epsilonAt(choosing, threshold));
  const best = thresholds[proven.indexOf(Math.max(...proven))];
  const [p, q] = sharesAbove(proving, (medianOf(choosing.present) + medianOf(choosing.absent)) / 2);
  const mu = Math.max(0, normalQuantile(p) - normalQuantile(q));
  return {
    epsilon: Math.max(0, epsilonAt(proving, best)),
    mu,
    gaussianEpsilon: mu > 0 ? gaussianEpsilon({ sigma: 1 / mu, releases: 1, delta }) : 0,
  };
}

/** The lower bound of p and the upper bound of q. */
function sharesAbove({ present, absent }: AuditScores, threshold: number): [number, number] {
  const above = (scores: Float64Array): number => scores.filter((score) => score > threshold).length;
  return [
    binomialLower(above(present), present.length, ALPHA),
    binomialUpper(above(absent), absent.length, ALPHA),
  ];
}

function medianOf(scores: Float64Array): number {
  return scores.toSorted()[scores.length >> 1];
}
