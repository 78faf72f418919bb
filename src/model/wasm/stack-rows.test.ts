import { describe, expect, test } from "vitest";
import { stackRows } from "./stack-rows.ts";

const floats = (...values: number[]): { rows: number; columns: number; data: Float32Array } => ({
  rows: values.length / 2,
  columns: 2,
  data: Float32Array.from(values),
});
const int8 = (scale: number, ...values: number[]) => ({
  rows: values.length / 2,
  columns: 2,
  data: Int8Array.from(values),
  scale: new Float32Array(values.length / 2).fill(scale),
});

describe("stackRows", () => {
  test("puts outputs below each other with their biases", () => {
    const { weight, bias } = stackRows([
      { weight: floats(1, 2), bias: Float32Array.of(7) },
      { weight: floats(3, 4, 5, 6), bias: Float32Array.of(8, 9) },
    ]);
    expect(weight).toEqual({ rows: 3, columns: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect([...bias]).toEqual([7, 8, 9]);
  });

  test("keeps int8 values and the scale of every row", () => {
    const { weight } = stackRows([
      { weight: int8(0.5, 1, -2), bias: new Float32Array(1) },
      { weight: int8(2, 127, -127), bias: new Float32Array(1) },
    ]);
    expect(weight).toEqual({
      rows: 2,
      columns: 2,
      data: Int8Array.of(1, -2, 127, -127),
      scale: Float32Array.of(0.5, 2),
    });
  });

  test("turns int8 into floats where only some of the layers are int8", () => {
    const { weight } = stackRows([
      { weight: int8(0.5, 1, -2), bias: new Float32Array(1) },
      { weight: floats(3, 4), bias: new Float32Array(1) },
    ]);
    expect(weight).toEqual({ rows: 2, columns: 2, data: Float32Array.of(0.5, -1, 3, 4) });
  });
});
