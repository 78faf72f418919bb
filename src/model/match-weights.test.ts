import { describe, expect, test } from "vitest";
import type { Tensor } from "../base/safetensors.ts";
import { readMatchWeights } from "./match-weights.ts";

const tensor = (shape: readonly number[], value = 1): Tensor => ({
  dtype: "F32",
  shape: [...shape],
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value),
});
const whole = {
  "match.mean": tensor([16], 1),
  "match.scale": tensor([16], 2),
  "match.linear": tensor([16], 3),
  "match.hidden": tensor([16, 2], 4),
  "match.bias": tensor([2], 5),
  "match.output": tensor([2], 6),
};
const read = (tensors: Record<string, Tensor>): ReturnType<typeof readMatchWeights> =>
  readMatchWeights(new Map(Object.entries(tensors)), "head");

describe("readMatchWeights", () => {
  test("takes each tensor by its name", () => {
    const weights = read(whole)!;
    const order = ["mean", "scale", "linear", "hidden", "bias", "output"] as const;
    expect(order.map((name) => weights[name][0])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(weights.hidden.length).toBe(32);
  });

  test("gives null for a head without a query-title score, as imported models have", () => {
    expect(read({ center: tensor([1]) })).toBeNull();
  });

  test.each<[string, Record<string, Tensor>, RegExp]>([
    ["a missing tensor", { "match.mean": tensor([16]) }, /"match.scale".*missing/],
    ["other features", { ...whole, "match.linear": tensor([3]) }, /"match.linear".*\[16\]: got \[3\]/],
    ["another hidden layer", { ...whole, "match.output": tensor([3]) }, /"match.output".*\[2\]: got \[3\]/],
    ["a weight that is no number", { ...whole, "match.bias": tensor([2], NaN) }, /"match.bias".*finite/],
  ])("refuses %s by the tensor's name", (_, tensors, message) => {
    expect(() => read(tensors)).toThrow(message);
  });
});
