import { describe, expect, test } from "vitest";
import { decodeNumbers } from "./stored-tensor.ts";
import type { NumberFormat } from "./stored-tensor.ts";

const bytes = (numbers: ArrayBufferView<ArrayBuffer>): Buffer<ArrayBuffer> => Buffer.from(numbers.buffer);

describe("decodeNumbers", () => {
  test.each<[NumberFormat, ArrayBufferView<ArrayBuffer>, number[]]>([
    ["F32", Float32Array.of(1.5, -2), [1.5, -2]],
    ["F64", Float64Array.of(1.5, -2), [1.5, -2]],
    ["I8", Int8Array.of(127, -127), [127, -127]],
    // One, −2, the largest, the smallest normal and subnormal, −0, infinity.
    [
      "F16",
      Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00),
      [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity],
    ],
    ["BF16", Uint16Array.of(0x3f80, 0xc000, 0x3fc0, 0x7f80), [1, -2, 1.5, Infinity]],
  ])("reads %s exactly", (format, numbers, expected) => {
    expect([...decodeNumbers(bytes(numbers), format)]).toEqual(expected);
  });

  test("reads what is no number as NaN", () => {
    expect([...decodeNumbers(bytes(Uint16Array.of(0x7e00)), "F16")]).toEqual([NaN]);
    expect([...decodeNumbers(bytes(Uint16Array.of(0x7fc0)), "BF16")]).toEqual([NaN]);
  });
});
