import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../base/safetensors.ts";
import { createWasmEncoder } from "../model/wasm/wasm-encoder.ts";
import { CheckpointFixture, FIXTURE_NAMES, largestDifference } from "./checkpoint-fixture.test-helper.ts";
import { importCheckpoint } from "./import-checkpoint.ts";

describe("importCheckpoint", { timeout: 60_000 }, () => {
  test("is tried on every layout", () => {
    expect(FIXTURE_NAMES).toEqual([
      "bert-bf16-bin",
      "bert-bf16-safetensors",
      "bert-legacy-bin",
      "bert-safetensors",
      "distilbert-bin",
      "distilbert-fp16-safetensors",
      "minilm-cls-fp16-bin",
      "minilm-sentence-transformers",
      "tinybert-bin",
    ]);
  });

  test.each(FIXTURE_NAMES)("gives PyTorch's ids and embeddings to 1e-4: %s", async (name) => {
    using fixture = new CheckpointFixture(name);
    const { expected } = fixture;
    const report = await importCheckpoint(fixture.options());
    expect(report).toMatchObject({ pooling: expected.pooling, maxTokens: expected.maxTokens, cosine: null });
    const model = await fixture.load();
    expect(expected.texts.map((text) => [...model.tokenizer.encode(text)])).toEqual(expected.ids);
    using encoder = await createWasmEncoder(model);
    const difference = largestDifference(await encoder.encode(expected.texts), expected.embeddings);
    if (process.env["SHOW_DIFFERENCES"]) console.info(name, difference);
    expect(difference).toBeLessThanOrEqual(1e-4);
  });

  test.each(["minilm-sentence-transformers", "tinybert-bin", "distilbert-bin"])(
    "keeps directions in int8, with golden vectors that the folder gives again: %s",
    async (name) => {
      using fixture = new CheckpointFixture(name);
      const { cosine, modelId, bytes } = await importCheckpoint(fixture.options({ precision: "int8" }));
      expect(cosine!.min).toBeGreaterThan(0.99);
      expect(cosine!.mean).toBeGreaterThan(0.999);
      expect(cosine!.mean).toBeLessThan(1 - 1e-7); // something was quantised
      const model = await fixture.load();
      expect(model.config.modelId).toBe(modelId);
      expect(model.weights.words).toHaveProperty("scale");
      expect(bytes["model.safetensors"]).toBe(readFileSync(join(fixture.to, "model.safetensors")).length);
      const golden = JSON.parse(readFileSync(join(fixture.to, "golden.json"), "utf8")) as {
        texts: string[];
        ids: number[][];
      };
      expect(golden.texts.length).toBe(200);
      expect(golden.ids).toEqual(golden.texts.map((text) => [...model.tokenizer.encode(text)]));
      using encoder = await createWasmEncoder(model);
      const { tensors } = decodeSafetensors(readFileSync(join(fixture.to, "golden.safetensors")), "golden");
      const again = await encoder.encode(golden.texts);
      expect(largestDifference(again, [[...tensors.get("embeddings")!.data]])).toBeLessThan(1e-6);
    },
  );

  test("obeys --pooling and --max-tokens, and the position table ends with the limit", async () => {
    using fixture = new CheckpointFixture("bert-safetensors");
    await importCheckpoint(fixture.options({ pooling: "cls", maxTokens: 5 }));
    const { config, tokenizer } = await fixture.load();
    expect(config).toMatchObject({ pooling: "cls", maxTokens: 5, positionCount: 5 });
    expect(tokenizer.encode("red hat red hat red hat").length).toBe(5);
  });

  test("names the same weights anew where they compute something else, and only there", async () => {
    using fixture = new CheckpointFixture("minilm-sentence-transformers");
    const titles = Array.from({ length: 100 }, (_, at) => `red chair ${at}`);
    const idOf = async (changes: Parameters<typeof fixture.options>[0]): Promise<string> =>
      (await importCheckpoint(fixture.options({ isForced: true, ...changes }))).modelId;
    const plain = await idOf({});
    const others = [await idOf({ pooling: "cls" }), await idOf({ maxTokens: 5 }), await idOf({ titles })];
    expect(new Set([plain, ...others]).size).toBe(4);
    expect(await idOf({})).toBe(plain);
  });

  test("never reads more tokens than there are positions", async () => {
    using fixture = new CheckpointFixture("bert-safetensors");
    const { maxTokens } = await importCheckpoint(fixture.options({ maxTokens: 500 }));
    expect(maxTokens).toBe(24);
  });

  test("keeps a folder that is there, unless it is told to replace it", async () => {
    using fixture = new CheckpointFixture("bert-safetensors");
    await importCheckpoint(fixture.options());
    await expect(importCheckpoint(fixture.options())).rejects.toThrow(
      /to" because the folder is there already/,
    );
    await importCheckpoint(fixture.options({ isForced: true, maxTokens: 5 }));
    expect((await fixture.load()).config.maxTokens).toBe(5);
  });

  test("leaves nothing behind when it fails", async () => {
    using fixture = new CheckpointFixture("bert-safetensors");
    fixture.change("config.json", { num_hidden_layers: 3 });
    await expect(importCheckpoint(fixture.options())).rejects.toThrow(/encoder\.layer\.2/);
    expect(existsSync(fixture.to)).toBe(false);
    expect(readdirSync(fixture.folder)).toEqual(["from"]);
  });

  test("lower-cases before a cased tokenizer where sentence-transformers says so", async () => {
    using fixture = new CheckpointFixture("minilm-sentence-transformers");
    fixture.change("sentence_bert_config.json", { do_lower_case: true });
    await importCheckpoint(fixture.options());
    const { tokenizer } = await fixture.load();
    expect([...tokenizer.encode("RED")]).toEqual([...tokenizer.encode("red")]);
  });
});
