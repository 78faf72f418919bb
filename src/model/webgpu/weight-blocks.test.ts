import { describe, expect, test } from "vitest";
import type { Matrix } from "../weights.ts";
import { weightBlocks } from "./weight-blocks.ts";

/** Every value says where it is from: 10 · output + input. */
function int8Matrix(outputs: number, inputs: number): Matrix & { scale: Float32Array } {
  const data = Int8Array.from(
    { length: outputs * inputs },
    (_, i) => 10 * Math.floor(i / inputs) + (i % inputs),
  );
  return {
    rows: outputs,
    columns: inputs,
    data,
    scale: Float32Array.from({ length: outputs }, (_, output) => 1 + output),
  };
}

describe("weightBlocks", () => {
  test("packs int8 in blocks of 4 inputs by 4 outputs, the outputs of one input in one word", () => {
    const { form, values, scales } = weightBlocks([int8Matrix(8, 8)]);
    expect([form, values.length, [...scales]]).toEqual(["int8", 16, [1, 2, 3, 4, 5, 6, 7, 8]]);
    const bytes = new Int8Array(values.buffer);
    // Block [input/4 = 1, output/4 = 1]; inputs 4 to 7, outputs 4 to 7.
    expect([...bytes.subarray(48, 56)]).toEqual([44, 54, 64, 74, 45, 55, 65, 75]);
  });

  test("keeps the sign and both ends of int8", () => {
    const matrix = { ...int8Matrix(4, 4), data: Int8Array.of(-128, -127, -1, 0, ...Array(12).fill(127)) };
    const { values } = weightBlocks([matrix]);
    expect([...new Int8Array(values.buffer)].filter((_, i) => i % 4 === 0)).toEqual([-128, -127, -1, 0]);
  });

  test("puts the outputs of several layers side by side, in either form", () => {
    const [a, b] = [int8Matrix(4, 4), int8Matrix(8, 4)];
    const packed = weightBlocks([a, b]);
    expect([packed.inputs, packed.outputs, [...packed.scales]]).toEqual([
      4,
      12,
      [1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8],
    ]);
    expect([...new Int8Array(packed.values.buffer).subarray(32, 36)]).toEqual([40, 50, 60, 70]);
    const float = { rows: 4, columns: 4, data: Float32Array.from(a.data, (value) => value / 2) };
    const mixed = weightBlocks([float, b]);
    expect([mixed.form, new Set(mixed.scales)]).toEqual(["float", new Set([1])]);
    // Input 1 of all outputs; what has a scale is multiplied by it.
    expect([...mixed.values.subarray(12, 18)]).toEqual([0.5, 5.5, 10.5, 15.5, 1, 22]);
  });
});
