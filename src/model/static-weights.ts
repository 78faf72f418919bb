import { RankError } from "../base/errors.ts";
import type { Safetensors } from "../base/safetensors.ts";
import type { EncoderConfig } from "./config.ts";
import { WeightReader } from "./weights.ts";

/** What the weights weigh, in this order: similarities of two titles. Files with others do not fit. */
export const STATIC_FEATURES = "text,words,pieces,first";
const FEATURE_COUNT = STATIC_FEATURES.split(",").length;
const DEFAULT_KIND = "unseen";

/** The fixed weights of the static score, fitted when the model was trained; see src/learning/static-score.ts. */
export interface StaticWeights {
  /** [vocabulary], at least 0: inverse document frequency of each token. */
  readonly idf: Float32Array;
  /** [features]: of the part that follows the most similar items. */
  readonly u: Float32Array;
  /** [features]: of the part that follows the mean. */
  readonly v: Float32Array;
  /** At least 0: weight of an item of the history = exp(−decay · age). */
  readonly decay: number;
  readonly scale: number;
  /** At least 0, in items. */
  readonly shrinkage: number;
}

/**
 * Picks `idf` and `static.<kind>` of a model's `head.safetensors`; which kind, the file's metadata `static` says: "unseen"
 * (the shop took no part in the training), "catalogue" (its titles did) or "known" (its purchases did too).
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @returns Null if the file has no `idf` and no tensor of the kind: an imported model, or one of an older pipeline.
 * @throws {RankError} `model-failed`, naming the tensor or the metadata that is wrong.
 */
export function readStaticWeights(
  { tensors, metadata }: Safetensors,
  config: EncoderConfig,
  source: string,
): StaticWeights | null {
  const kind = metadata["static"] ?? DEFAULT_KIND;
  const name = `static.${kind}`;
  const hasWeights = [...tensors.keys()].some((key) => key.startsWith("static."));
  if (!tensors.has("idf") && !hasWeights) return null;
  const features = metadata["static_features"] ?? STATIC_FEATURES;
  if (features !== STATIC_FEATURES) {
    throw wrong(source, `its metadata "static_features" must be "${STATIC_FEATURES}": got "${features}"`);
  }
  const read = new WeightReader(tensors, source);
  const idf = read.floats("idf", [config.vocabularySize]);
  const weights = read.floats(name, [2 * FEATURE_COUNT + 3]);
  if (!idf.every((value) => value >= 0)) throw wrong(source, 'tensor "idf" must hold numbers of at least 0');
  const [decay, scale, shrinkage] = weights.subarray(2 * FEATURE_COUNT);
  if (decay < 0 || shrinkage < 0) {
    throw wrong(
      source,
      `the decay and the shrinkage in tensor "${name}" must be at least 0: got ${decay} and ${shrinkage}`,
    );
  }
  return {
    idf,
    u: weights.slice(0, FEATURE_COUNT),
    v: weights.slice(FEATURE_COUNT, 2 * FEATURE_COUNT),
    decay,
    scale,
    shrinkage,
  };
}

function wrong(source: string, what: string): RankError {
  return new RankError("model-failed", `Cannot use "${source}" because ${what}; export the head again`);
}
