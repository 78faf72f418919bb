import { describe, expect, test } from "vitest";
import type { Safetensors, Tensor } from "../base/safetensors.ts";
import { readHeadPrior } from "./head-prior.ts";

const SIZE = 185;
const floats = (shape: readonly number[], fill = 0.25): Tensor => ({
  dtype: "F32",
  shape,
  data: new Float32Array(shape.reduce((product, length) => product * length, 1)).fill(fill),
});
const file = (
  tensors: Record<string, Tensor>,
  metadata: Record<string, string> = { prior_layout: "phi-2" },
): Safetensors => ({ tensors: new Map(Object.entries(tensors)), metadata });
const whole = {
  "prior.basis": floats([SIZE, 3]),
  "prior.remainder": floats([SIZE]),
  "global.weights": floats([SIZE], 2),
};

describe("readHeadPrior", () => {
  test("is null for a file that has none of it", () => {
    expect(readHeadPrior(file({ scale: floats([4]) }, {}), "x")).toBeNull();
  });

  test("reads the first global head, the prior and how it was fitted", () => {
    const metadata = { prior_layout: "phi-2", prior_likelihood: "listwise" };
    const { weights, prior, likelihood } = readHeadPrior(file(whole, metadata), "x")!;
    expect([weights![184], prior!.rank, prior!.basis!.length, likelihood]).toEqual([
      2,
      3,
      SIZE * 3,
      "listwise",
    ]);
    expect(prior!.remainder).toEqual(new Float64Array(SIZE).fill(0.25));
  });

  test("takes a head without a prior, a prior without a head, and a basis of no directions", () => {
    const { "global.weights": weights, ...prior } = whole;
    expect(readHeadPrior(file({ "global.weights": weights }), "x")).toMatchObject({ prior: null });
    expect(readHeadPrior(file(prior), "x")).toMatchObject({ weights: null, likelihood: "position-based" });
    const flat = { ...prior, "prior.basis": floats([SIZE, 0]) };
    expect(readHeadPrior(file(flat), "x")!.prior).toMatchObject({ basis: null, rank: 0 });
  });

  test.each([
    [
      "another layout",
      file(whole, { prior_layout: "phi-1" }),
      '"prior_layout" must be "phi-2" or "phi-3": got "phi-1"',
    ],
    ["no layout", file(whole, {}), 'got "nothing"'],
    [
      "a likelihood that nobody knows",
      file(whole, { prior_layout: "phi-2", prior_likelihood: "pairwise" }),
      'must be one of position-based, listwise: got "pairwise"',
    ],
    [
      "a basis of another size",
      file({ ...whole, "prior.basis": floats([184, 3]) }),
      '"prior.basis" must have shape',
    ],
    [
      "a basis alone",
      file({ "prior.basis": whole["prior.basis"] }),
      '"prior.remainder" of shape [185] is missing',
    ],
    ["a remainder alone", file({ "prior.remainder": whole["prior.remainder"] }), '"prior.basis"'],
    [
      "variances below 0",
      file({ ...whole, "prior.remainder": floats([SIZE], -1) }),
      "variances of at least 0",
    ],
    [
      "numbers that are none",
      file({ ...whole, "global.weights": floats([SIZE], Number.NaN) }),
      "finite numbers",
    ],
  ])("refuses %s, and says what is wrong", (_, bad, message) => {
    expect(() => readHeadPrior(bad, "head.safetensors")).toThrow(message);
    expect(() => readHeadPrior(bad, "head.safetensors")).toThrow("head.safetensors");
  });
});
