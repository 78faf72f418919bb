import { beforeAll, describe, expect, test } from "vitest";
import { diskFetch } from "./disk-fetch.test-helper.ts";
import { expectSameDirections, loadGolden, SHIPPED_MODELS } from "./golden.test-helper.ts";
import type { Golden } from "./golden.test-helper.ts";
import { BatchedEncoder } from "./batched-encoder.ts";
import { createOracleForward } from "./oracle-forward.test-helper.ts";
import { createWasmEncoder } from "./wasm/wasm-encoder.ts";

// Stock operations on the cpu backend are slow, more so on a busy machine.
describe.each(SHIPPED_MODELS)("%s", { timeout: 60_000 }, (name) => {
  let golden: Golden;
  beforeAll(async () => {
    golden = await loadGolden(name, diskFetch);
  });

  test("has golden texts of all kinds", () => {
    expect(golden.texts.length).toBe(200);
    expect(golden.ids.length).toBe(200);
    expect(golden.ids.some((ids) => ids.length === golden.model.config.maxTokens)).toBe(true);
  });

  test("tokenises every text to the ids of the reference tokenizer", () => {
    const ids = golden.texts.map((text) => [...golden.model.tokenizer.encode(text)]);
    expect(ids).toEqual(golden.ids);
  });

  test("gives PyTorch's embeddings on WebAssembly, for every text", async () => {
    using encoder = await createWasmEncoder(golden.model);
    const embeddings = await encoder.encode(golden.texts);
    expectSameDirections(embeddings, golden.embeddings, encoder.hiddenSize);
  });

  test("gives PyTorch's embeddings with stock tfjs operations", async () => {
    const { config, weights, tokenizer } = golden.model;
    const run = await createOracleForward(config, weights);
    const batchLimits = { maxSequences: 8, maxTokens: 256 };
    const forwardPass = {
      backend: "wasm",
      memoryBytes: 0,
      batchLimits,
      run,
      [Symbol.dispose]: () => {},
    } as const;
    const encoder = new BatchedEncoder({ config, tokenizer, forwardPass });
    const embeddings = await encoder.encode(golden.texts.slice(0, 4));
    expectSameDirections(embeddings, golden.embeddings.slice(0, 4 * config.hiddenSize), config.hiddenSize);
  });
});
