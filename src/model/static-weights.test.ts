import { describe, expect, test } from "vitest";
import type { Safetensors, Tensor } from "../base/safetensors.ts";
import { parseConfig } from "./config.ts";
import { CONFIG } from "./random-checkpoint.test-helper.ts";
import { readStaticWeights } from "./static-weights.ts";

const config = parseConfig(CONFIG, "config.json");
const floats = (...values: number[]): Tensor => ({
  dtype: "F32",
  shape: [values.length],
  data: Float32Array.from(values),
});
const idf = floats(...Array.from({ length: config.vocabularySize }, (_, id) => id / 4));
const unseen = floats(1, 2, 3, 4, 5, 6, 7, 8, 0.5, -2, 3);
const known = floats(...Array.from({ length: 11 }, () => 9));

const head = (tensors: Record<string, Tensor>, metadata: Record<string, string> = {}): Safetensors => ({
  tensors: new Map(Object.entries(tensors)),
  metadata,
});
const whole = { idf, "static.unseen": unseen, "static.known": known };

describe("readStaticWeights", () => {
  test("takes u, v, decay, scale and shrinkage apart, in this order", () => {
    expect(readStaticWeights(head(whole), config, "head")).toEqual({
      idf: idf.data,
      u: Float32Array.of(1, 2, 3, 4),
      v: Float32Array.of(5, 6, 7, 8),
      decay: 0.5,
      scale: -2,
      shrinkage: 3,
    });
  });

  test("takes the kind that the metadata names", () => {
    expect(readStaticWeights(head(whole, { static: "known" }), config, "head")).toMatchObject({ scale: 9 });
  });

  test("gives null for a head without a static score, as imported models have", () => {
    expect(readStaticWeights(head({ center: floats(1) }), config, "head")).toBeNull();
  });

  test.each<[string, Safetensors, RegExp]>([
    ["a kind that is not there", head(whole, { static: "odd" }), /"static.odd".*missing/],
    ["weights without idf", head({ "static.unseen": unseen }), /"idf".*missing/],
    ["idf without weights", head({ idf }), /"static.unseen".*missing/],
    ["another length", head({ idf, "static.unseen": floats(1, 2) }), /"static.unseen".*\[11\]: got \[2\]/],
    ["another vocabulary", head({ ...whole, idf: floats(1) }), /"idf".*got \[1\]/],
    ["other features", head(whole, { static_features: "text,words" }), /"static_features".*got "text,words"/],
    [
      "numbers that are not finite",
      head({ idf, "static.unseen": floats(...unseen.data.with(9, Number.NaN)) }),
      /"static.unseen".*finite/,
    ],
    [
      "an idf that is not finite",
      head({ ...whole, idf: floats(...(idf.data as Float32Array).with(0, Infinity)) }),
      /"idf".*finite/,
    ],
    [
      "a negative decay",
      head({ idf, "static.unseen": floats(...unseen.data.with(8, -1)) }),
      /decay.*"static.unseen".*got -1/,
    ],
  ])("refuses %s, naming the tensor", (_, file, message) => {
    expect(() => readStaticWeights(file, config, "head")).toThrow(
      expect.objectContaining({ reason: "model-failed", message: expect.stringMatching(message) as string }),
    );
  });
});
