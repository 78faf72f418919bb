import type { Matrix } from "../weights.ts";

/** How a matrix lies on the GPU: as float32, or as the int8 it is stored as, 4 in a word. */
export type WeightForm = "float" | "int8";

/** Dense weights in the order in which the kernels read them. */
export interface WeightBlocks {
  readonly form: WeightForm;
  readonly inputs: number;
  readonly outputs: number;
  /** float: [inputs, outputs]. int8: blocks of 4 inputs by 4 outputs, [inputs/4, outputs/4, 4, 4] bytes, as words. */
  readonly values: Float32Array | Int32Array;
  /** [outputs]: what the product is multiplied with. */
  readonly scales: Float32Array;
}

/**
 * Dense weights [outputs, inputs] of layers with the same input, as one: their outputs side by side. What is stored as int8
 * stays int8: a quarter of the memory, and of what a multiplication reads.
 *
 * @param matrices Inputs and outputs of each are multiples of 4.
 */
export function weightBlocks(matrices: readonly Matrix[]): WeightBlocks {
  const inputs = matrices[0].columns;
  const outputs = matrices.reduce((sum, { rows }) => sum + rows, 0);
  const isInt8 = matrices.every((matrix) => "scale" in matrix);
  const bytes = new Int8Array(isInt8 ? inputs * outputs : 0);
  const floats = new Float32Array(isInt8 ? 0 : inputs * outputs);
  const scales = new Float32Array(outputs).fill(1);
  let first = 0;
  for (const matrix of matrices) {
    const { rows, columns, data } = matrix;
    if (isInt8 && "scale" in matrix) scales.set(matrix.scale, first);
    for (let row = 0; row < rows; row++) {
      const output = first + row;
      if (isInt8) {
        const column = (output >> 2) * 16 + (output & 3);
        for (let k = 0; k < columns; k++) {
          bytes[(k >> 2) * outputs * 4 + column + (k & 3) * 4] = data[row * columns + k];
        }
      } else {
        const scale = "scale" in matrix ? matrix.scale[row] : 1;
        for (let k = 0; k < columns; k++) floats[k * outputs + output] = data[row * columns + k] * scale;
      }
    }
    first += rows;
  }
  const values = isInt8 ? new Int32Array(bytes.buffer) : floats;
  return { form: isInt8 ? "int8" : "float", inputs, outputs, values, scales };
}

/** WGSL of what {@link readBlock} calls. */
export const UNPACK_CODE: Readonly<Record<WeightForm, string>> = {
  float: "",
  // Shifts are in every WGSL, and exact; `unpack4xI8` is not in every browser yet.
  int8: `
fn unpack(word: i32) -> vec4<f32> {
  return vec4<f32>((vec4<i32>(word) << vec4<u32>(24u, 16u, 8u, 0u)) >> vec4<u32>(24u));
}`,
};

/** WGSL that reads 4 inputs by 4 outputs: `w0` to `w3`, each 4 outputs of one input, not yet scaled. */
export function readBlock(
  form: WeightForm,
  { k4, column, columns4 }: { k4: string; column: string; columns4: number },
): string {
  if (form === "int8") {
    return `
    let block = weights[(${k4}) * ${columns4} + ${column}];
    let w0 = unpack(block.x);
    let w1 = unpack(block.y);
    let w2 = unpack(block.z);
    let w3 = unpack(block.w);`;
  }
  return `
    let block = (${k4}) * ${columns4 * 4} + ${column};
    let w0 = weights[block];
    let w1 = weights[block + ${columns4}];
    let w2 = weights[block + ${columns4 * 2}];
    let w3 = weights[block + ${columns4 * 3}];`;
}
