import { describe, expect, test } from "vitest";
import type { Tensor } from "../base/safetensors.ts";
import { readTransitionWeights } from "./transition-weights.ts";

const float = (shape: readonly number[], value = 1): Tensor => ({
  dtype: "F32",
  shape: [...shape],
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value),
});
const whole: Record<string, Tensor> = {
  "transition.input.weight": { dtype: "I8", shape: [2, 3], data: Int8Array.of(1, 2, 3, 4, 5, 6) },
  "transition.input.weight_scale": { dtype: "F32", shape: [2], data: Float32Array.of(0.5, 2) },
  "transition.input.bias": float([2], 7),
  "transition.output.weight": float([3, 2], 8),
  "transition.output.bias": float([3], 9),
  "transition.share.known": float([1], 0.5),
  "transition.share.unseen": float([1], 0),
};
const read = (tensors: Record<string, Tensor>, metadata: Record<string, string> = { static: "known" }) =>
  readTransitionWeights({ tensors: new Map(Object.entries(tensors)), metadata }, { hiddenSize: 3 }, "head");

describe("readTransitionWeights", () => {
  test("expands int8 rows by their scales, and takes float32 as it is", () => {
    const weights = read(whole)!;
    expect([...weights.input.weight]).toEqual([0.5, 1, 1.5, 8, 10, 12]);
    expect([weights.input.bias[1], weights.output.weight[5], weights.output.bias[2]]).toEqual([7, 8, 9]);
    expect(weights.share).toBe(0.5);
  });

  test.each<[string, Record<string, string>]>([
    ["of which it knows nothing, as the file says so", {}],
    ["of which it knows nothing", { static: "unseen" }],
    ["of a kind without a share", { static: "catalogue" }],
  ])("gives null in a shop %s", (_, metadata) => {
    expect(read(whole, metadata)).toBeNull();
  });

  test("gives null for a model without one", () => {
    expect(read({})).toBeNull();
  });

  test.each<[string, Record<string, Tensor>, RegExp]>([
    ["a share above 1", { "transition.share.known": float([1], 1.5) }, /share.known.*from 0 to 1: got 1.5/],
    ["a share that is no number", { "transition.share.known": float([1], NaN) }, /share.known.*finite/],
    [
      "another inner size",
      { "transition.output.weight": float([3, 4]) },
      /output.weight.*\[3,2\]: got \[3,4\]/,
    ],
    ["another encoder's size", { "transition.output.bias": float([5]) }, /output.bias.*\[3\]: got \[5\]/],
    ["a weight that is no number", { "transition.input.bias": float([2], NaN) }, /transition.input.*finite/],
  ])("refuses %s by the tensor's name", (_, changed, message) => {
    expect(() => read({ ...whole, ...changed })).toThrow(message);
  });
});
