import type { GaussianPrior } from "./gaussian-prior.ts";
import type { LikelihoodName } from "./score-evidence.ts";

/** What was fitted for heads when the model was trained. It never changes under one personal head. */
export interface FittedHead {
  /** [d], or as many as layout "phi-2" had: the first global head, see {@link initialHead}; null for what ships. */
  readonly weights: Float32Array | null;
  /** What a Bayesian head starts from; null for an isotropic one. */
  readonly prior: GaussianPrior | null;
  readonly likelihood: LikelihoodName;
}
