import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../base/safetensors.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../learning/feature-layout.ts";
import type { GaussianPrior } from "../../learning/gaussian-prior.ts";

/**
 * Puts a prior, and a first global head if there is one, into a model folder's `head.safetensors`, in place of what is there.
 *
 * @param weights [d], or null to leave the first global head to the product.
 * @throws {Error} if the file cannot be read; it is as it was then.
 */
export function writePrior(
  folder: string,
  { basis, rank, remainder }: GaussianPrior,
  weights: Float32Array | null,
): void {
  const path = join(folder, "head.safetensors");
  const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(path)), path);
  const kept = [...tensors].filter(([name]) => !name.startsWith("prior.") && name !== "global.weights");
  const float = (shape: readonly number[], data: Float32Array<ArrayBuffer>): Tensor => ({
    dtype: "F32",
    shape: [...shape],
    data,
  });
  // Float32 tensors come first, so that all are aligned.
  const added: [string, Tensor][] = [
    ["prior.basis", float([FEATURE_COUNT, rank], new Float32Array(basis ?? []))],
    ["prior.remainder", float([FEATURE_COUNT], Float32Array.from(remainder))],
  ];
  if (weights !== null) added.push(["global.weights", float([FEATURE_COUNT], new Float32Array(weights))]);
  const bytes = encodeSafetensors({
    tensors: new Map([...added, ...kept]),
    metadata: { ...metadata, prior_layout: FEATURE_LAYOUT, prior_likelihood: "position-based" },
  });
  writeFileSync(`${path}.partial`, bytes);
  renameSync(`${path}.partial`, path);
}
