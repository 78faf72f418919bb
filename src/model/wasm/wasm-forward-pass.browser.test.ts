import { describe, expect, test } from "vitest";
import { BatchedEncoder } from "../batched-encoder.ts";
import { loadGolden } from "../golden.test-helper.ts";
import { describeWasmForwardParity } from "./wasm-forward-pass.test-helper.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";

describeWasmForwardParity("plain");
describeWasmForwardParity("relaxed");

describe("WasmForwardPass on shelf-mini", () => {
  // Limits for the farthest of 200 texts, which was 8e-14, 5e-8 and 4e-4 away.
  test.each([
    ["fp32", 1e-6],
    ["int8", 1e-6],
    ["fast-int8", 1e-3],
  ] as const)("points every golden text where PyTorch does (%s)", async (precision, maxDistance) => {
    const { model, texts, embeddings: expected } = await loadGolden("shelf-mini", (path) => fetch(path));
    const { config, tokenizer, weights } = model;
    const forwardPass = await WasmForwardPass.create(config, weights, { precision, build: "relaxed" });
    using encoder = new BatchedEncoder({ config, tokenizer, forwardPass });
    const actual = await encoder.encode(texts);
    expect(actual.length).toBe(expected.length);
    let worst = 0;
    for (let start = 0; start < expected.length; start += config.hiddenSize) {
      let [cosine, squares] = [0, 0];
      for (let i = start; i < start + config.hiddenSize; i++) {
        cosine += actual[i] * expected[i];
        squares += expected[i] ** 2;
      }
      worst = Math.max(worst, 1 - cosine / Math.sqrt(squares));
    }
    expect(worst).toBeLessThan(maxDistance);
  });
});
