import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createTokenizer } from "../model/tokenizer.ts";
import { oddLines } from "../model/tokenizer/odd-lines.test-helper.ts";
import { findData, loadReference, referenceIds } from "../model/tokenizer/reference.test-helper.ts";
import { tokenizerFromVocabulary } from "./vocabulary-file.ts";

const FIXTURE = fileURLToPath(new URL("fixtures/distilbert-bin/vocab.txt", import.meta.url));
const settings = (fields: Record<string, unknown>) => ({ path: "tokenizer_config.json", fields });

describe("tokenizerFromVocabulary", () => {
  test("numbers entries by their lines and lower-cases unless told otherwise", () => {
    expect(tokenizerFromVocabulary(FIXTURE, null)).toMatchObject({
      normalizer: { lowercase: true, strip_accents: null, handle_chinese_chars: true },
      model: { vocab: { "[PAD]": 0, red: 5, Chair: 19 } },
    });
  });

  test("obeys tokenizer_config.json, also where it writes tokens as objects", () => {
    const config = settings({
      do_lower_case: false,
      strip_accents: true,
      tokenize_chinese_chars: false,
      cls_token: { content: "red", lstrip: false },
    });
    expect(tokenizerFromVocabulary(FIXTURE, config)).toMatchObject({
      normalizer: { lowercase: false, strip_accents: true, handle_chinese_chars: false },
      post_processor: { special_tokens: { red: { ids: [5] } } },
    });
  });
});

const data = findData("bert-vocab/vocab.txt");
const reference = await loadReference();

// Skipped where the binary or the real vocabulary (bert-base-uncased's, not part of this repository) is absent.
describe.skipIf(reference === null || data === null)("a tokenizer from bert-base-uncased's vocab.txt", () => {
  test.each([
    ["lower-cased", {}],
    ["cased", { do_lower_case: false }],
    ["lower-cased with accents", { strip_accents: false }],
    ["ideographs in runs", { tokenize_chinese_chars: false }],
  ])("gives the reference's ids on 20,000 odd lines: %s", { timeout: 60_000 }, async (_, fields) => {
    const json = tokenizerFromVocabulary(fileURLToPath(data!), settings(fields));
    const lines = oddLines(20_000);
    const expected = await referenceIds(reference!, { json, lines, maxTokens: 64 });
    const tokenizer = createTokenizer(json, { maxTokens: 64, vocabularySize: 30_522 }, "vocab.txt");
    const wrong = lines.filter((line, i) => tokenizer.encode(line).join() !== expected[i].join());
    expect(wrong).toEqual([]);
    expect(readFileSync(data!, "utf8").split("\n").length).toBe(30_523);
  });
});
