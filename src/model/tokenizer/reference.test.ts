import { describe, expect, test } from "vitest";
import { createTokenizer } from "../tokenizer.ts";
import { createNormalizer } from "./normalizer.ts";
import { oddLines } from "./odd-lines.test-helper.ts";
import { createPreTokenizer } from "./pre-tokenizer.ts";
import { findData, firstLines, loadReference, readJson, referenceIds } from "./reference.test-helper.ts";

const reference = await loadReference();
const UNIGRAM = "src/model/tokenizer/fixtures/unigram-tokenizer.json.gz";
const lines = oddLines(20_000);

/** The first few lines whose ids differ. */
async function differences(
  json: unknown,
  { lines, maxTokens }: { lines: readonly string[]; maxTokens: number },
): Promise<unknown[]> {
  const tokenizer = createTokenizer(json, { maxTokens, vocabularySize: 1e6 }, "tokenizer.json");
  const expected = await referenceIds(reference!, { json, lines, maxTokens });
  const found = [];
  for (const [i, line] of lines.entries()) {
    const actual = [...tokenizer.encode(line)];
    if (actual.length !== expected[i].length || actual.some((id, k) => id !== expected[i][k])) {
      found.push({ line, actual, expected: expected[i] });
    }
  }
  return found.slice(0, 5);
}

type Json = Record<string, unknown>;
const wordPiece = readJson("models/shelf-mini/tokenizer.json") as Json;
const vocabulary = (wordPiece["model"] as { vocab: Record<string, number> }).vocab;
const unigram = readJson(UNIGRAM) as Json;
const special = (content: string, id: number, flags: object): object => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: false,
  ...flags,
});

describe.skipIf(reference === null)(
  "createTokenizer, beside the reference in Rust",
  { timeout: 60_000 },
  () => {
    test.each([
      ["the shipped WordPiece", wordPiece, 32],
      ["the shipped WordPiece, hardly cut", wordPiece, 512],
      ["an XLM-R-like Unigram", unigram, 128],
    ])("gives the same ids on 20,000 odd lines: %s", async (_, json, maxTokens) => {
      expect(lines.length).toBe(20_000);
      expect(await differences(json, { lines, maxTokens })).toEqual([]);
    });

    const titles = findData("text/products.txt.gz");
    const reviews = findData("text/reviews.txt.gz");
    test.skipIf(titles === null || reviews === null)(
      "gives the same ids on 20,000 titles and reviews (text/*.txt.gz, where the data is there)",
      async () => {
        const whole = [...(await firstLines(titles!, 10_000)), ...(await firstLines(reviews!, 10_000))];
        const real = whole.map((line) => line.slice(0, 600)); // the reference reads on to the end of a long review
        expect(real.length).toBe(20_000);
        expect(await differences(wordPiece, { lines: real, maxTokens: 128 })).toEqual([]);
        expect(await differences(unigram, { lines: real, maxTokens: 128 })).toEqual([]);
      },
    );

    const bert = { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true };
    const precompiled = unigram["normalizer"];
    const metaspace = { type: "Metaspace", replacement: "▁" };
    test.each([
      ["cased", { ...wordPiece, normalizer: { ...bert, lowercase: false, strip_accents: null } }],
      ["cased, no accents", { ...wordPiece, normalizer: { ...bert, lowercase: false, strip_accents: true } }],
      ["accents kept", { ...wordPiece, normalizer: { ...bert, lowercase: true, strip_accents: false } }],
      [
        "ideographs in runs",
        { ...wordPiece, normalizer: { ...bert, lowercase: true, handle_chinese_chars: false } },
      ],
      ["not cleaned", { ...wordPiece, normalizer: { ...bert, lowercase: true, clean_text: false } }],
      [
        "added tokens of every kind",
        {
          ...wordPiece,
          added_tokens: [
            ...(wordPiece["added_tokens"] as object[]),
            special("red", vocabulary["red"], { single_word: true, normalized: true }),
            special("[MASK]y", 8192, { rstrip: true }),
            special("İs", 8193, { normalized: true, lstrip: true }),
          ],
        },
      ],
      [
        "the Unigram files of today",
        {
          ...unigram,
          normalizer: {
            type: "Sequence",
            normalizers: [
              precompiled,
              { type: "Strip", strip_left: false, strip_right: true },
              { type: "Replace", pattern: { Regex: " {2,}" }, content: "▁" },
            ],
          },
          pre_tokenizer: { ...metaspace, prepend_scheme: "always", split: true },
        },
      ],
      [
        "no space before the first word",
        { ...unigram, pre_tokenizer: { ...metaspace, prepend_scheme: "never" } },
      ],
      [
        "spaces in pieces",
        {
          ...unigram,
          normalizer: null,
          pre_tokenizer: { ...metaspace, prepend_scheme: "first", split: false },
        },
      ],
      [
        "a literal replaced",
        {
          ...unigram,
          normalizer: {
            type: "Sequence",
            normalizers: [
              { type: "Replace", pattern: { String: "``" }, content: '"' },
              { type: "Lowercase" },
              { type: "Prepend", prepend: "▁" },
            ],
          },
          pre_tokenizer: null,
          post_processor: { type: "RobertaProcessing", cls: ["<s>", 0], sep: ["</s>", 2] },
        },
      ],
    ])("gives the same ids on 20,000 odd lines with other settings: %s", async (_, json) => {
      expect(await differences(json, { lines, maxTokens: 128 })).toEqual([]);
    });
  },
);

describe.skipIf(reference === null)("the sets of characters", { timeout: 60_000 }, () => {
  test("are those of the reference for every character there is", () => {
    const off = { cleanText: false, handleChineseChars: false, stripAccents: false, lowercase: false };
    const steps = [
      [{ clean_text: true }, { cleanText: true }],
      [{ handle_chinese_chars: true }, { handleChineseChars: true }],
      [{ strip_accents: true }, { stripAccents: true }],
      [{ lowercase: true }, { lowercase: true }],
    ] as const;
    const none = { clean_text: false, handle_chinese_chars: false, strip_accents: false, lowercase: false };
    const pairs = steps.map(([ours, theirs]) => ({
      ours: createNormalizer({ type: "BertNormalizer", ...none, ...ours }),
      theirs: reference!.bertNormalizer({ ...off, ...theirs }),
    }));
    const split = createPreTokenizer({ type: "BertPreTokenizer" });
    const theirSplit = reference!.bertPreTokenizer();
    const different: string[] = [];
    for (let code = 0; code < 0x11_0000; code++) {
      if (code === 0xd800) code = 0xe000; // halves of pairs
      if (code === 0x3_4000) code = 0xe_0000; // planes without characters
      if (code === 0xe_1000) code = 0x10_fff0; // private use
      const text = `a${String.fromCodePoint(code)}\u0334b`;
      const isSame =
        pairs.every(({ ours, theirs }) => ours(text) === theirs.normalizeString(text)) &&
        [...split({ text, isStart: true })].map((piece) => piece.text).join("|") ===
          theirSplit
            .preTokenizeString(text)
            .map(([piece]) => piece)
            .join("|");
      if (!isSame) different.push(code.toString(16));
    }
    expect(different).toEqual([]);
  });
});
