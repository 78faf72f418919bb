import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { parseConfig } from "./config.ts";
import { CONFIG, TOKENIZER } from "./random-checkpoint.test-helper.ts";
import { createTokenizer, type SplitWord } from "./tokenizer.ts";

const config = parseConfig(CONFIG, "config.json");
const [UNK, CLS, SEP] = [1, 2, 3];

describe("createTokenizer", () => {
  const tokenizer = createTokenizer(TOKENIZER, config, "tokenizer.json");
  const encode = (text: string): number[] => [...tokenizer.encode(text)];
  const idOf = (word: string): number =>
    (TOKENIZER["model"] as { vocab: Record<string, number> }).vocab[word];

  test("puts [CLS] and [SEP] around the words, lower-cased and without accents", () => {
    expect(encode("Réd  HAT")).toEqual([CLS, idOf("red"), idOf("hat"), SEP]);
  });

  test("cuts a word greedily into the longest pieces", () => {
    expect(encode("shoes hats shoees")).toEqual([
      CLS,
      idOf("shoes"),
      idOf("hat"),
      idOf("##s"),
      idOf("shoe"),
      idOf("##es"),
      SEP,
    ]);
  });

  test("sets punctuation apart and gives one [UNK] for a word with an unknown part", () => {
    expect(encode("red,hatx")).toEqual([CLS, idOf("red"), idOf(","), UNK, SEP]);
  });

  test.each(["", "   ", "\u0000\u200b\n"])("gives [CLS] and [SEP] alone for %j", (text) => {
    expect(encode(text)).toEqual([CLS, SEP]);
  });

  test("keeps exactly maxTokens tokens", () => {
    expect(encode("red ".repeat(18))).toEqual([CLS, ...Array.from({ length: 18 }, () => idOf("red")), SEP]);
  });

  test("cuts a longer text but keeps [SEP]", () => {
    expect(encode(`${"red ".repeat(18)}hat`)).toEqual(encode("red ".repeat(18)));
  });

  test("reads on over spaces and long words, but not through a whole book", () => {
    const { maxTokens } = config;
    expect(encode(`${" ".repeat(maxTokens * 1000)}red hat`)).toEqual([CLS, idOf("red"), idOf("hat"), SEP]);
    expect(encode(`${" ".repeat(maxTokens * 1024)}red hat`)).toEqual([CLS, SEP]);
    expect(encode("shoes ".repeat(200_000)).length).toBe(maxTokens);
  });

  test("survives lone surrogates, emoji and long words", () => {
    expect(encode(`\ud800 👟 ${"a".repeat(101)}`)).toEqual([CLS, UNK, UNK, SEP]);
  });

  test("sets every ideograph apart, also beyond U+FFFF", () => {
    expect(encode("中文")).toEqual([CLS, UNK, UNK, SEP]);
    expect(encode("\u{20000}\u{20001}")).toEqual([CLS, UNK, UNK, SEP]);
  });

  test("finds special tokens inside a text, as the reference does", () => {
    expect(encode("red[SEP]hat")).toEqual([CLS, idOf("red"), SEP, idOf("hat"), SEP]);
  });

  test.each([
    ["an array", [], /content must be an object: got \[\]/],
    ["null", null, /content must be an object: got null/],
    ["another file", { hello: 1 }, /model must be an object: got nothing/],
    [
      "another model",
      { ...TOKENIZER, model: { type: "BPE" } },
      /model must be "WordPiece" or "Unigram": got "BPE"/,
    ],
    [
      "another normalizer",
      { ...TOKENIZER, normalizer: { type: "Nmt" } },
      /normalizer "Nmt" is not supported/,
    ],
    [
      "another pre-tokenizer",
      { ...TOKENIZER, pre_tokenizer: { type: "ByteLevel" } },
      /"ByteLevel" is not supp/,
    ],
    ["another post-processor", { ...TOKENIZER, post_processor: { type: "Odd" } }, /"Odd" is not supported/],
    [
      "a vocabulary without [UNK]",
      { ...TOKENIZER, model: { type: "WordPiece", vocab: { a: 0 } } },
      /"\[UNK\]"/,
    ],
    [
      "a fractional id",
      { ...TOKENIZER, model: { type: "WordPiece", vocab: { a: 0.5 } } },
      /id of "a".*got 0\.5/,
    ],
    ["a Unigram without scores", { ...TOKENIZER, model: { vocab: [["a"]] } }, /entry 0 must have a score/],
  ])("refuses %s", (_, json, message) => {
    expect(() => createTokenizer(json, config, "tokenizer.json")).toThrow(RankError);
    expect(() => createTokenizer(json, config, "tokenizer.json")).toThrow(message);
  });

  test("gives the words of a text with the ids of each, special names being plain text", () => {
    expect(tokenizer.wordsOf("Réd  shoees, hatx[SEP]")).toEqual([
      { word: "red", pieces: [idOf("red")] },
      { word: "shoees", pieces: [idOf("shoe"), idOf("##es")] },
      { word: ",", pieces: [idOf(",")] },
      { word: "hatx", pieces: [UNK] },
      { word: "[", pieces: [UNK] },
      { word: "sep", pieces: [UNK] },
      { word: "]", pieces: [UNK] },
    ]);
    expect(tokenizer.wordsOf(" \u0000 ")).toEqual([]);
    expect(tokenizer.wordsOf("red ".repeat(30))).toHaveLength(30);
  });

  test("gives the words and pieces that the training pipeline's tokenizer gives", () => {
    // Written by models/train/static_score_fixture.py.
    const golden = JSON.parse(
      readFileSync(new URL("../learning/fixtures/static-score.json", import.meta.url), "utf8"),
    ) as { vocabulary: string[]; titles: string[]; words: SplitWord[][] };
    const model = {
      ...(TOKENIZER["model"] as object),
      vocab: Object.fromEntries(golden.vocabulary.map((entry, id) => [entry, id])),
    };
    const large = { ...config, vocabularySize: golden.vocabulary.length };
    const trained = createTokenizer({ ...TOKENIZER, model }, large, "tokenizer.json");
    expect(golden.titles.map((title) => trained.wordsOf(title))).toEqual(golden.words);
  });

  test.each([
    ["Metaspace", { type: "Metaspace", replacement: "▁", add_prefix_space: true }, ["▁red", "▁hat"]],
    ["no pre-tokenizer", null, ["red", "hat"]],
  ])("gives the words between the spaces with a Unigram model and %s", (_, preTokenizer, words) => {
    const vocab = [["<unk>", 0], ["▁red", -1], ["▁", -2], ["hat", -1.5], ["red", -3]]; // prettier-ignore
    const json = {
      ...TOKENIZER,
      normalizer: null,
      pre_tokenizer: preTokenizer,
      model: { type: "Unigram", unk_id: 0, vocab },
    };
    const unigram = createTokenizer(json, config, "tokenizer.json");
    const split = unigram.wordsOf("red hat");
    expect(split.map(({ word }) => word)).toEqual(words);
    expect(split[1].pieces.at(-1)).toBe(3);
  });

  test("refuses ids beyond the encoder's vocabulary", () => {
    const small = { ...config, vocabularySize: 19 };
    expect(() => createTokenizer(TOKENIZER, small, "t.json")).toThrow(
      /"t\.json".*below the "vocab_size" 19.*got 19/,
    );
  });

  test("refuses a tokenizer that adds no special tokens", () => {
    const bare = { ...TOKENIZER, post_processor: null };
    expect(() => createTokenizer(bare, config, "t.json")).toThrow(
      /one token before and one after.*got 0 and 0/,
    );
  });
});
