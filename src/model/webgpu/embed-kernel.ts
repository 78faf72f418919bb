import type { GpuKernel } from "./gpu-kernel.ts";
import { layerNormCode } from "./layer-norm-code.ts";
import { UNPACK_CODE } from "./weight-blocks.ts";
import type { WeightForm } from "./weight-blocks.ts";

/**
 * LN(words[id] · scales[id] + positions[t]) of sequences padded to `steps` each → [rows, size]; inputs: `ids` int32 [rows],
 * `words` as they are stored, int8 with 4 in a word and then followed by `scales`; `positions`, `weight`, `bias`. One thread
 * per row.
 */
export function embedKernel(size: {
  readonly rows: number;
  readonly steps: number;
  readonly size: number;
  readonly form: WeightForm;
  readonly epsilon: number;
}): GpuKernel {
  const { rows, steps, size: columns, form, epsilon } = size;
  const isInt8 = form === "int8";
  const value = (i: string): string => {
    const word = `words[word + ${i}]`;
    return `(${isInt8 ? `unpack(${word}) * wordScale` : word} + positions[position + ${i}])`;
  };
  return {
    key: `embed ${columns} ${form} ${epsilon}`,
    inputs: [
      { name: "ids", components: 1 },
      { name: "words", components: isInt8 ? 1 : 4 },
      ...(isInt8 ? [{ name: "scales", components: 1 } as const] : []),
      { name: "positions", components: 4 },
      { name: "weight", components: 4 },
      { name: "bias", components: 4 },
    ],
    outputLength: rows * columns,
    threads: rows,
    workgroupSize: 32,
    uniforms: { rows, steps },
    code: `
${UNPACK_CODE[form]}
fn main(row: i32) {
  if (row >= uniforms.rows) { return; }
  let word = ids[row] * ${columns / 4};
  let position = (row % uniforms.steps) * ${columns / 4};
  ${isInt8 ? "let wordScale = scales[ids[row]];" : ""}
  ${layerNormCode({ size: columns, epsilon, value })}
}`,
  };
}
