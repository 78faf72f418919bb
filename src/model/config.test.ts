import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { parseConfig } from "./config.ts";
import { CONFIG } from "./random-checkpoint.test-helper.ts";

describe("parseConfig", () => {
  test("reads the Hugging Face keys and ours", () => {
    expect(parseConfig(CONFIG, "config.json")).toEqual({
      modelId: "random-tiny",
      hiddenSize: 32,
      layerCount: 2,
      headCount: 2,
      attentionSize: 32,
      intermediateSize: 64,
      activation: "gelu",
      vocabularySize: 20,
      positionCount: 24,
      tokenTypeCount: 2,
      layerNormEpsilon: 1e-12,
      maxTokens: 20,
      pooling: "mean",
    });
  });

  test.each([
    [26, 12, 384],
    [8, 4, 32],
    [4, 2, 16],
  ])("pads heads of width %i to a multiple of 8", (width, headCount, attentionSize) => {
    const hidden = { hidden_size: width * headCount, num_attention_heads: headCount };
    expect(parseConfig({ ...CONFIG, ...hidden }, "c")).toMatchObject({ attentionSize });
  });

  test.each([
    ["gelu", "gelu"],
    ["gelu_new", "gelu-tanh"],
    ["gelu_pytorch_tanh", "gelu-tanh"],
    ["relu", "relu"],
    [undefined, "gelu"],
  ])("reads the activation %s as %s", (name, activation) => {
    expect(parseConfig({ ...CONFIG, hidden_act: name }, "c")).toMatchObject({ activation });
  });

  const own = CONFIG["personal_rank"] as Record<string, unknown>;
  test.each([
    ["a list", [], /the file must be a JSON object: got \[\]/],
    [
      "no entry of ours",
      { ...CONFIG, personal_rank: undefined },
      /"personal_rank" must be a JSON object: got nothing/,
    ],
    [
      "another pooling",
      { ...CONFIG, personal_rank: { ...own, pooling: "max" } },
      /"mean" or "cls": got "max"/,
    ],
    ["no model id", { ...CONFIG, personal_rank: { ...own, model_id: "" } }, /model_id/],
    ["more tokens than positions", { ...CONFIG, personal_rank: { ...own, max_tokens: 25 } }, /24: got 25/],
    [
      "another activation",
      { ...CONFIG, hidden_act: "silu" },
      /"hidden_act" must be one of gelu.*: got "silu"/,
    ],
    ["relative positions", { ...CONFIG, position_embedding_type: "relative_key" }, /position_embedding_type/],
    ["a fraction", { ...CONFIG, num_hidden_layers: 1.5 }, /"num_hidden_layers" must be a positive.*got 1\.5/],
    ["a width that vectors do not divide", { ...CONFIG, intermediate_size: 60 }, /multiple of 8: got 60/],
    [
      "heads that do not divide the vectors",
      { ...CONFIG, num_attention_heads: 5 },
      /num_attention_heads": got 5/,
    ],
    ["a negative epsilon", { ...CONFIG, layer_norm_eps: -1 }, /layer_norm_eps/],
  ])("refuses %s", (_, json, message) => {
    expect(() => parseConfig(json, "m/config.json")).toThrow(RankError);
    expect(() => parseConfig(json, "m/config.json")).toThrow(message);
    expect(() => parseConfig(json, "m/config.json")).toThrow(/"m\/config\.json"/);
  });
});
