import { RankError } from "../base/errors.ts";
import type { Safetensors } from "../base/safetensors.ts";
import { WeightReader } from "./weights.ts";

/**
 * How many features the numbers belong to, by the name of their layout; see src/learning/feature-layout.ts. The older one is the
 * first part of the newer: heads complete what was fitted under it.
 */
const FEATURE_COUNTS: ReadonlyMap<string | undefined, number> = new Map([
  ["phi-2", 185],
  ["phi-3", 257],
]);
const LIKELIHOODS = ["position-based", "listwise"] as const;

/** What was fitted for heads when the model was trained; see src/learning/gaussian-prior.ts. */
export interface HeadPrior {
  /** [features]: the first global head; null if there is none. */
  readonly weights: Float32Array | null;
  /** What personal heads start from, N(0, B B′ + diag(remainder)); null if there is none. */
  readonly prior: {
    /** B, [features, rank], row-major; null at rank 0. */
    readonly basis: Float32Array | null;
    readonly rank: number;
    /** [features], at least 0. */
    readonly remainder: Float64Array;
  } | null;
  /** How the prior was fitted, and is learned from. */
  readonly likelihood: (typeof LIKELIHOODS)[number];
}

/**
 * Picks `global.weights`, `prior.basis` and `prior.remainder` of a model's `head.safetensors`. The metadata `prior_layout` must
 * name the feature layout: "phi-3", or "phi-2", of which the last features are missing. `prior_likelihood` is "position-based"
 * unless it says otherwise. A basis may have rank 0.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @returns Null if the file has none of them: heads then start from what the product ships.
 * @throws {RankError} `model-failed`, naming the tensor or the metadata that is wrong.
 */
export function readHeadPrior({ tensors, metadata }: Safetensors, source: string): HeadPrior | null {
  const hasPrior = [...tensors.keys()].some((name) => name.startsWith("prior."));
  const hasWeights = tensors.has("global.weights");
  if (!hasPrior && !hasWeights) return null;
  const layout = metadata["prior_layout"];
  const count = FEATURE_COUNTS.get(layout);
  if (count === undefined) {
    const known = [...FEATURE_COUNTS.keys()].join('" or "');
    throw wrong(source, `its metadata "prior_layout" must be "${known}": got "${layout ?? "nothing"}"`);
  }
  const named = metadata["prior_likelihood"] ?? LIKELIHOODS[0];
  const likelihood = LIKELIHOODS.find((name) => name === named);
  if (likelihood === undefined) {
    throw wrong(
      source,
      `its metadata "prior_likelihood" must be one of ${LIKELIHOODS.join(", ")}: got "${named}"`,
    );
  }
  const read = new WeightReader(tensors, source);
  const weights = hasWeights ? read.floats("global.weights", [count]) : null;
  if (!hasPrior) return { weights, prior: null, likelihood };
  const rank = tensors.get("prior.basis")?.shape[1] ?? 0;
  const basis = read.floats("prior.basis", [count, rank]);
  const remainder = Float64Array.from(read.floats("prior.remainder", [count]));
  if (!remainder.every((variance) => variance >= 0))
    throw wrong(source, 'tensor "prior.remainder" must hold variances of at least 0');
  return { weights, prior: { basis: rank === 0 ? null : basis, rank, remainder }, likelihood };
}

function wrong(source: string, what: string): RankError {
  return new RankError("model-failed", `Cannot use "${source}" because ${what}; export the head again`);
}
