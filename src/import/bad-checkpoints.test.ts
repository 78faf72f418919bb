import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CheckpointFixture } from "./checkpoint-fixture.test-helper.ts";
import { openCheckpointFolder } from "./checkpoint-folder.ts";
import { importCheckpoint } from "./import-checkpoint.ts";
import { ImportError } from "./import-error.ts";
import {
  asIntegers,
  BIN,
  change,
  emptyZip,
  overwrite,
  remove,
  replace,
  WEIGHTS,
} from "./spoil-checkpoint.test-helper.ts";
import type { Spoil } from "./spoil-checkpoint.test-helper.ts";

async function failureOf(name: string, spoil: Spoil): Promise<unknown> {
  using fixture = new CheckpointFixture(name);
  spoil(fixture);
  return importCheckpoint(fixture.options()).then(
    () => "no failure",
    (thrown: unknown) => thrown,
  );
}

describe("importCheckpoint, on a checkpoint that is not right", () => {
  test.each<[what: string, fixture: string, spoil: Spoil, message: RegExp]>([
    [
      "no folder",
      "bert-safetensors",
      ({ from }) => renameSync(from, `${from}2`),
      /from" because there is no such folder/,
    ],
    [
      "no config.json",
      "bert-safetensors",
      remove("config.json"),
      /config\.json" because there is no such file/,
    ],
    [
      "a config.json that is no JSON",
      "bert-safetensors",
      overwrite("config.json", "<html>"),
      /config\.json" because it must be JSON.*"<html>"/,
    ],
    [
      "a config.json that is a list",
      "bert-safetensors",
      overwrite("config.json", "[]"),
      /config\.json" because it must hold a JSON object/,
    ],
    [
      "another architecture",
      "bert-safetensors",
      change("config.json", { model_type: "roberta" }),
      /"model_type" must be "bert".*got "roberta"/,
    ],
    [
      "no architecture",
      "bert-safetensors",
      overwrite("config.json", "{}"),
      /"model_type" must be "bert".*got nothing/,
    ],
    [
      "another activation",
      "bert-safetensors",
      change("config.json", { hidden_act: "silu" }),
      /activation must be one of gelu.*got "silu"/,
    ],
    [
      "another activation of DistilBERT",
      "distilbert-bin",
      change("config.json", { activation: 3 }),
      /activation must be one of gelu.*"3"/,
    ],
    [
      "relative positions",
      "bert-safetensors",
      change("config.json", { position_embedding_type: "relative_key" }),
      /must be "absolute": got "relative_key"/,
    ],
    [
      "a size that vectors do not divide",
      "bert-safetensors",
      change("config.json", { hidden_size: 30 }),
      /hidden size must be a multiple of 8: got 30/,
    ],
    [
      "heads that do not divide",
      "bert-safetensors",
      change("config.json", { num_attention_heads: 5 }),
      /5 attention heads must divide its hidden size 32/,
    ],
    [
      "a size that is a text",
      "distilbert-bin",
      change("config.json", { dim: "32" }),
      /"dim" must be a whole number from 1: got "32"/,
    ],
    [
      "an odd epsilon",
      "bert-safetensors",
      change("config.json", { layer_norm_eps: 2 }),
      /"layer_norm_eps".*got 2/,
    ],
    [
      "too many layers",
      "bert-safetensors",
      change("config.json", { num_hidden_layers: 3 }),
      /model\.safetensors".*"bert\.encoder\.layer\.2\.attention\.self\.query\.weight" of shape \[32,32\] is missing/,
    ],
    [
      "too many layers of DistilBERT",
      "distilbert-bin",
      change("config.json", { n_layers: 3 }),
      /pytorch_model\.bin".*"transformer\.layer\.2\.attention\.q_lin\.weight".*missing/,
    ],
    [
      "another vocabulary",
      "bert-safetensors",
      change("config.json", { vocab_size: 21 }),
      /word_embeddings\.weight" must have shape \[21,32\] as config\.json says: got \[20,32\]/,
    ],
    [
      "another file's names",
      "bert-safetensors",
      replace(WEIGHTS, "word_embeddings", "wort_embeddings"),
      /"embeddings\.word_embeddings\.weight" is missing, with any prefix/,
    ],
    [
      "no weights",
      "bert-safetensors",
      remove(WEIGHTS),
      /must hold model\.safetensors or pytorch_model\.bin: got no weights/,
    ],
    [
      "TensorFlow's weights",
      "bert-safetensors",
      ({ from }) => renameSync(join(from, WEIGHTS), join(from, "tf_model.h5")),
      /got tf_model\.h5; load it with transformers/,
    ],
    [
      "weights that are a web page",
      "bert-safetensors",
      overwrite(WEIGHTS, "<!doctype html>"),
      /must be safetensors.*"<!doctype html>"/,
    ],
    [
      "a Git LFS pointer",
      "bert-safetensors",
      overwrite(WEIGHTS, "version https://git-lfs.github.com/spec/v1\noid 1\n"),
      /Git LFS pointer.*git lfs pull/,
    ],
    [
      "an empty file",
      "bert-safetensors",
      overwrite(WEIGHTS, ""),
      /model\.safetensors" because it must be safetensors/,
    ],
    [
      "numbers that cannot be read",
      "bert-safetensors",
      asIntegers,
      /tensor "bert\.embeddings\.LayerNorm\.weight" must hold F32, .*: it holds I32/,
    ],
    [
      "a .bin that is a web page",
      "distilbert-bin",
      overwrite(BIN, "<html>"),
      /must be a file of torch\.save: it starts with "<htm"/,
    ],
    ["a .bin that is another zip", "distilbert-bin", overwrite(BIN, emptyZip()), /zip without a "data\.pkl"/],
    [
      "a .bin that is another pickle",
      "distilbert-bin",
      overwrite(BIN, Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e)),
      /pickle, but not of torch\.save/,
    ],
    [
      "a .bin that would run a program",
      "distilbert-bin",
      overwrite(BIN, Buffer.from("\u0080\u0002cos\nsystem\n", "latin1")),
      /asks for "os\.system", which is not on the list/,
    ],
    [
      "a .bin that asks for another name",
      "distilbert-bin",
      replace(BIN, "ctorch._utils\n_rebuild_parameter", "ctorch._utils\n_rebuild_parametre"),
      /asks for "torch\._utils\._rebuild_parametre"/,
    ],
    [
      "a tensor beside its storage",
      "distilbert-bin",
      replace(BIN, "M\u0000\u0003", "M\u0000\u0002"),
      /lies outside of its storage|must have|number/,
    ],
    [
      "no tokenizer",
      "bert-safetensors",
      remove("tokenizer.json"),
      /must hold tokenizer\.json or vocab\.txt: got neither; make one in Python/,
    ],
    [
      "SentencePiece's file only",
      "bert-safetensors",
      ({ from }) => renameSync(join(from, "tokenizer.json"), join(from, "sentencepiece.bpe.model")),
      /got "sentencepiece\.bpe\.model" only/,
    ],
    [
      "another tokenizer",
      "bert-safetensors",
      change("tokenizer.json", { model: { type: "BPE" } }),
      /tokenizer\.json".*"WordPiece" or "Unigram": got "BPE"/,
    ],
    [
      "a tokenizer with more entries",
      "bert-safetensors",
      change("tokenizer.json", { added_tokens: [{ id: 20, content: "x" }] }),
      /tokenizer\.json".*below the "vocab_size" 20.*got 20/,
    ],
    [
      "a vocab.txt without [CLS]",
      "distilbert-bin",
      overwrite("vocab.txt", "[PAD]\n[UNK]\n"),
      /vocab\.txt" because the special token "\[CLS\]" is missing/,
    ],
    [
      "a dense module",
      "minilm-sentence-transformers",
      overwrite("modules.json", '[{"type":"sentence_transformers.models.Dense","path":"2_Dense"}]'),
      /modules\.json".*must be Transformer, Pooling and Normalize: got ".*Dense"/,
    ],
    [
      "pooling by maximum",
      "minilm-sentence-transformers",
      change("1_Pooling/config.json", { pooling_mode_mean_tokens: false, pooling_mode_max_tokens: true }),
      /1_Pooling.*either mean or cls: got pooling_mode_max_tokens/,
    ],
    [
      "two poolings",
      "minilm-sentence-transformers",
      change("1_Pooling/config.json", { pooling_mode_cls_token: true }),
      /either mean or cls: got pooling_mode_cls_token and pooling_mode_mean_tokens/,
    ],
    [
      "no pooling file",
      "minilm-sentence-transformers",
      remove("1_Pooling/config.json"),
      /1_Pooling.config\.json" because there is no such file/,
    ],
    [
      "a token limit of 2",
      "minilm-sentence-transformers",
      change("sentence_bert_config.json", { max_seq_length: 2 }),
      /token limit must be at least 3: got 2; set --max-tokens/,
    ],
  ])("says what is wrong: %s", async (_, name, spoil, message) => {
    const failure = await failureOf(name, spoil);
    expect(failure).toBeInstanceOf(ImportError);
    expect((failure as ImportError).message).toMatch(message);
  });

  test("refuses weights that are not finite, naming the tensor", async () => {
    const failure = await failureOf("bert-safetensors", ({ from }) => {
      const bytes = readFileSync(join(from, WEIGHTS));
      bytes.writeFloatLE(NaN, bytes.length - 4 * 32 * 32 - 8 * 20 - 4 * 32 * 40);
      writeFileSync(join(from, WEIGHTS), bytes);
    });
    expect(String(failure)).toMatch(/tensor "bert\..+" must hold finite numbers/);
  });

  test("reads old sentence-transformers folders without modules.json", () => {
    using fixture = new CheckpointFixture("minilm-cls-fp16-bin");
    rmSync(join(fixture.from, "modules.json"));
    expect(openCheckpointFolder(fixture.from)).toMatchObject({ pooling: "cls", maxTokens: 10 });
  });
});
