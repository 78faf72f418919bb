/** How a round's mean delta becomes a step of the global head. */
export type ServerOptimiser =
  | {
      readonly type: "fedavg";
      /** Above 0; 1 adds the mean as it is. */
      readonly learningRate: number;
    }
  | {
      readonly type: "fedadam";
      /** η, above 0: about as long a step as a coordinate takes whose means agree, in weight units. */
      readonly learningRate: number;
      /** β₁ and β₂, in [0, 1). */
      readonly firstDecay: number;
      readonly secondDecay: number;
      /** τ, above 0: coordinates whose means are far below it take small steps. Noise should be below it. */
      readonly adaptivity: number;
    };

/** What FedAdam carries from round to round, [d] each; FedAvg carries nothing. */
export interface OptimiserState {
  /** m. */
  readonly firstMoment: Float32Array<ArrayBuffer>;
  /** v, at least 0. */
  readonly secondMoment: Float32Array<ArrayBuffer>;
}

export interface OptimiserStep {
  /** [d]: the next global head. */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly state: OptimiserState | null;
}

/**
 * The next global head. Everything comes after the noise, so it costs no privacy, whatever is kept from round to round. Where a
 * candidate is rejected its state is dropped with it.
 *
 *   FedAvg    x ← x + η Δ
 *   FedAdam   m ← β₁ m + (1 − β₁) Δ,   v ← β₂ v + (1 − β₂) Δ²,   x ← x + η m / (√v + τ)        from m = 0, v = τ²
 *
 * @param state Of the round before; null for the first one, and for FedAvg.
 * @param mean  Δ, [d]: the round's mean delta, weight units.
 * @throws {RangeError} if a setting is out of range, a length differs, or the state is another optimiser's.
 * @see Reddi et al. 2021, Adaptive federated optimization, https://arxiv.org/abs/2003.00295, algorithm 2
 */
export function stepOptimiser(
  optimiser: ServerOptimiser,
  state: OptimiserState | null,
  { weights, mean }: { readonly weights: Float32Array; readonly mean: ArrayLike<number> },
): OptimiserStep {
  checkOptimiser(optimiser);
  if (mean.length !== weights.length) {
    throw new RangeError(
      `Cannot step as the mean must have ${weights.length} values, as many as the head: got ${mean.length}`,
    );
  }
  const { learningRate } = optimiser;
  if (optimiser.type === "fedavg") {
    if (state !== null)
      throw new RangeError("Cannot step by fedavg as its state must be null: got moments of fedadam");
    return { weights: weights.map((weight, at) => weight + learningRate * mean[at]), state: null };
  }
  const { firstDecay, secondDecay, adaptivity } = optimiser;
  const before = state ?? {
    firstMoment: new Float32Array(weights.length),
    secondMoment: new Float32Array(weights.length).fill(adaptivity ** 2),
  };
  if (before.firstMoment.length !== weights.length || before.secondMoment.length !== weights.length) {
    throw new RangeError(
      `Cannot step as both moments must have ${weights.length} values: got ${before.firstMoment.length} and ${before.secondMoment.length}`,
    );
  }
  const firstMoment = before.firstMoment.map(
    (moment, at) => firstDecay * moment + (1 - firstDecay) * mean[at],
  );
  const secondMoment = before.secondMoment.map(
    (moment, at) => secondDecay * moment + (1 - secondDecay) * mean[at] ** 2,
  );
  return {
    weights: weights.map(
      (weight, at) => weight + (learningRate * firstMoment[at]) / (Math.sqrt(secondMoment[at]) + adaptivity),
    ),
    state: { firstMoment, secondMoment },
  };
}

function checkOptimiser(optimiser: ServerOptimiser): void {
  const { learningRate } = optimiser;
  if (!(learningRate > 0 && learningRate < Infinity))
    throw new RangeError(`Cannot step as the learning rate must be a positive number: got ${learningRate}`);
  if (optimiser.type === "fedavg") return;
  for (const name of ["firstDecay", "secondDecay"] as const) {
    const decay = optimiser[name];
    if (!(decay >= 0 && decay < 1))
      throw new RangeError(`Cannot step as ${name} must be from 0 to below 1: got ${decay}`);
  }
  const { adaptivity } = optimiser;
  if (!(adaptivity > 0 && adaptivity < Infinity))
    throw new RangeError(`Cannot step as the adaptivity must be a positive number: got ${adaptivity}`);
}
