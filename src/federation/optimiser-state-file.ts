import { encodeSafetensors } from "../base/safetensors.ts";
import { openContainer, tensorOf, type ContainerForm } from "./open-container.ts";
import type { OptimiserState } from "./server-optimiser.ts";
import { WireError } from "./wire-error.ts";

const FORM: ContainerForm = {
  format: "personal-rank-optimiser-state",
  tensors: ["first_moment", "second_moment"],
  metadata: [],
};

/** Writes an optimiser's state: safetensors, two F32 [d]. Reading it gives the same numbers to the bit. */
export function encodeOptimiserState({ firstMoment, secondMoment }: OptimiserState): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors: new Map([
      ["first_moment", { dtype: "F32", shape: [firstMoment.length], data: firstMoment }],
      ["second_moment", { dtype: "F32", shape: [secondMoment.length], data: secondMoment }],
    ]),
    metadata: { format: FORM.format },
  });
}

/** @throws {WireError} `format`, `shape`, or `nonfinite` (also for a second moment below 0), whatever the bytes are. */
export function decodeOptimiserState(bytes: Uint8Array, dimensions: number): OptimiserState {
  const source = "the optimiser's state";
  const file = openContainer(bytes, source, FORM);
  const shape = [dimensions];
  const firstMoment = tensorOf(file, "first_moment", { dtype: "F32", shape, source });
  const secondMoment = tensorOf(file, "second_moment", { dtype: "F32", shape, source });
  if (
    !firstMoment.every(Number.isFinite) ||
    !secondMoment.every((moment) => moment >= 0 && moment < Infinity)
  ) {
    throw new WireError(
      "nonfinite",
      `Cannot use ${source} as its moments must be finite, the second ones 0 or more; start without a state`,
    );
  }
  return { firstMoment, secondMoment };
}
