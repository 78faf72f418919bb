import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { parseConfig } from "./config.ts";
import { CONFIG, TOKENIZER } from "./random-checkpoint.test-helper.ts";
import { createTokenizer } from "./tokenizer.ts";

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

  test("reads 128 characters per token of the limit and no more, however long the text", () => {
    const { maxTokens } = config;
    expect(encode(`${" ".repeat(maxTokens * 128 - 3)}red hat`)).toEqual([CLS, idOf("red"), SEP]);
    expect(encode("shoes ".repeat(200_000)).length).toBe(maxTokens);
  });

  test("survives lone surrogates, emoji and long words", () => {
    expect(encode(`\ud800 👟 ${"a".repeat(101)}`)).toEqual([CLS, UNK, UNK, SEP]);
  });

  test("reads a run of rare CJK characters as one unknown word, unlike the reference (the library's limit)", () => {
    expect(encode("中文")).toEqual([CLS, UNK, UNK, SEP]);
    expect(encode("\u{20000}\u{20001}")).toEqual([CLS, UNK, SEP]);
  });

  test.each([
    ["an array", [], /"model" not found|missing|Tokenizer/],
    ["null", null, /must hold a JSON object/],
    ["another file", { hello: 1 }, /tokenizer\.json/],
  ])("refuses %s", (_, json, message) => {
    expect(() => createTokenizer(json, config, "tokenizer.json")).toThrow(RankError);
    expect(() => createTokenizer(json, config, "tokenizer.json")).toThrow(message);
  });

  test("refuses ids beyond the encoder's vocabulary", () => {
    const small = { ...config, vocabularySize: 19 };
    expect(() => createTokenizer(TOKENIZER, small, "t.json")).toThrow(
      /"t\.json".*below the "vocab_size" 19.*got 19/,
    );
  });

  test("refuses a tokenizer that adds no special tokens", () => {
    const bare = { ...TOKENIZER, post_processor: null };
    expect(() => createTokenizer(bare, config, "t.json")).toThrow(/one token before and one after.*got 0/);
  });
});
