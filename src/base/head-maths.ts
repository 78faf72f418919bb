/**
 * The arithmetic of heads that is worth a kernel. There are two implementations, one in plain TypeScript and one in
 * WebAssembly, and they agree to the last bit: every number is one sum in one order, and only sums that do not meet are run
 * side by side. So a log that was learned from by one of them is replayed by the other without a trace.
 *
 * All functions are pure. Matrices are row-major.
 */
export interface HeadMaths {
  /** X w, [n], of features [n, d] and weights [d]. */
  readonly scores: (features: Float32Array, weights: Float64Array) => Float64Array;
  /** X B, [n, r], of features [n, d] and a basis [d, r], both finite. */
  readonly coordinates: (features: Float32Array, basis: Float32Array, rank: number) => Float64Array;
  /** ((v − center) · projection) / scale for each of n vectors, [n, outputSize], summed in float64. */
  readonly project: (vectors: Float32Array, projection: RowProjection) => Float32Array;
  /**
   * One page's posterior step, exact for the linearised evidence: S ← (S⁻¹ + X′ M X)⁻¹, m ← m + S_new X′ e.
   *
   * @param rows X, [n, k].
   * @returns A new belief, its covariance symmetric to the bit; null if a number of it would not be finite.
   */
  readonly posterior: (belief: Gaussian, rows: Float64Array, evidence: ScoreEvidence) => Gaussian | null;
  /**
   * Steps of AdamW on a network, one after another. May not be called from within a step's `slopesOf`.
   *
   * @returns New arrays, whatever numbers they hold.
   */
  readonly adamwSteps: (network: Network, moments: AdamwMoments, steps: readonly AdamwStep[]) => AdamwMoments;
}

/** How vectors of `inputSize` become rows of `outputSize`. */
export interface RowProjection {
  readonly inputSize: number;
  readonly outputSize: number;
  /** [inputSize] */
  readonly center: Float32Array;
  /** [inputSize, outputSize] */
  readonly projection: Float32Array;
  /** [outputSize] */
  readonly scale: Float32Array;
}

/** N(mean, covariance) over k numbers. */
export interface Gaussian {
  /** [k]. */
  readonly mean: Float64Array;
  /** [k, k], symmetric. */
  readonly covariance: Float64Array;
}

/** The log-likelihood of one page to second order in its n scores. */
export interface ScoreEvidence {
  /** e, [n]: its slope. */
  readonly gradient: Float64Array;
  /** M, [n, n], symmetric, without negative eigenvalues: the Fisher information. */
  readonly information: Float64Array;
}

/**
 * A network of two layers with a linear way past them: score = z · φ + v · relu(W φ + b). Its parameters are z, v, W and b in
 * this order, d + h + h d + h numbers, W less where it starts; without hidden units they are z alone.
 */
export interface Network {
  /** d, above 0. */
  readonly featureCount: number;
  /** h, at least 0. */
  readonly hiddenCount: number;
  /** [h, d]: W where all parameters are 0. */
  readonly start: Float64Array;
}

/** What AdamW carries from step to step, [p] each. */
export interface AdamwMoments {
  readonly parameters: Float64Array;
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

/**
 * One step of AdamW. With the gradient g, cut to a length:
 *
 *   m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
 *   p ← p − rate (m firstScale / (√(v secondScale) + ε) + weightDecay p)
 */
export interface AdamwStep {
  /** [n, d], of all pages of the step. */
  readonly features: Float32Array;
  /** [d]: what each feature is multiplied with (dropout); null for 1. */
  readonly mask: Float64Array | null;
  /** The loss's slopes with respect to the scores, both [n]; what is lowered is their sum over the rows. */
  readonly slopesOf: (scores: Float64Array) => Float64Array;
  /** Longer gradients are cut to this length; infinity cuts none. */
  readonly maxGradientNorm: number;
  readonly rate: number;
  readonly weightDecay: number;
  /** β₁ and β₂. */
  readonly firstDecay: number;
  readonly secondDecay: number;
  /** 1 / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ) in the t-th step. */
  readonly firstScale: number;
  readonly secondScale: number;
  /** ε. */
  readonly epsilon: number;
}
