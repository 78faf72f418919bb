import { RankError } from "../base/errors.ts";
import type { EncoderConfig } from "./config.ts";
import { createAddedTokens } from "./tokenizer/added-tokens.ts";
import { readFrame } from "./tokenizer/frame.ts";
import type { Fields } from "./tokenizer/json.ts";
import { fieldsOf } from "./tokenizer/json.ts";
import { createNormalizer } from "./tokenizer/normalizer.ts";
import { createPreTokenizer } from "./tokenizer/pre-tokenizer.ts";
import { createUnigram } from "./tokenizer/unigram.ts";
import { createWordPiece } from "./tokenizer/word-piece.ts";
import type { WordModel } from "./tokenizer/word-piece.ts";

/**
 * Code units of a text that are read, per token of the limit. Words are made one by one until the limit is reached, so
 * this bounds only what is prepared beforehand; a text would have to hold thousands of spaces in a row to be cut too early.
 */
const LENGTH_PER_TOKEN = 1024;

/** Text → token ids, with the special tokens around them; or its words, each with its ids. */
export interface Tokenizer {
  /** @returns 2 to `maxTokens` ids; the first is [CLS], the last [SEP], also after cutting. */
  encode(text: string): Int32Array;
  /**
   * The words of a text as the encoder splits it: lower-cased, without accents and with punctuation apart if it does so.
   * The name of a special token, such as "[SEP]", is text like any other here, and nothing is cut at `maxTokens`.
   */
  wordsOf(text: string): SplitWord[];
}

/** One word, as it is after normalisation, and the ids that it is cut into: at least one. */
export interface SplitWord {
  readonly word: string;
  readonly pieces: readonly number[];
}

/**
 * Makes a tokenizer from a Hugging Face `tokenizer.json`: WordPiece (BERT, DistilBERT, TinyBERT, English MiniLM) or Unigram
 * (multilingual MiniLM). Cutting and padding settings of the file are ignored: the cut is the model's, and padding is the
 * backend's business. Ids equal those of the reference in Rust, which reference.test.ts checks on 20,000 lines.
 *
 * @param json   The parsed file.
 * @param config Of the encoder: its token limit and vocabulary size.
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RankError} `model-failed` if the file is no tokenizer, has a part that we do not know, adds no special tokens,
 *   or has ids that the encoder's vocabulary lacks.
 */
export function createTokenizer(
  json: unknown,
  config: Pick<EncoderConfig, "maxTokens" | "vocabularySize">,
  source: string,
): Tokenizer {
  const { maxTokens, vocabularySize } = config;
  const { largestId, before, after, idsOf, wordsOf } = parseTokenizer(json, source);
  if (largestId >= vocabularySize) {
    throw wrong(
      source,
      `its ids must be below the "vocab_size" ${vocabularySize} of config.json: got ${largestId}`,
    );
  }
  if (before.length !== 1 || after.length !== 1) {
    throw wrong(
      source,
      `it must put one token before and one after a text: got ${before.length} and ${after.length}`,
    );
  }
  const wellFormed = (text: string): string =>
    text.slice(0, maxTokens * LENGTH_PER_TOKEN).replace(/\p{Surrogate}/gu, "\ufffd");
  return {
    wordsOf: (text) => wordsOf(wellFormed(text)),
    encode(text) {
      const ids = [before[0]];
      for (const id of idsOf(wellFormed(text))) {
        if (ids.length === maxTokens - 1) break;
        ids.push(id);
      }
      ids.push(after[0]);
      return Int32Array.from(ids);
    },
  };
}

interface Pipeline {
  readonly largestId: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Ids without the special tokens around them, made as they are asked for. */
  readonly idsOf: (text: string) => Iterable<number>;
  readonly wordsOf: (text: string) => SplitWord[];
}

const RUNS = /\P{White_Space}+/gu;

function parseTokenizer(json: unknown, source: string): Pipeline {
  try {
    const fields = fieldsOf(json, "content");
    const model = createModel(fields);
    const normalize = createNormalizer(fields["normalizer"]);
    const added = createAddedTokens(fields["added_tokens"], normalize);
    const split = createPreTokenizer(fields["pre_tokenizer"]);
    const { before, after } = readFrame(fields["post_processor"]);
    return {
      largestId: Math.max(model.largestId, added.largestId, ...before, ...after),
      before,
      after,
      *idsOf(text) {
        let isStart = true;
        for (const section of added.split(text)) {
          if (typeof section === "number") yield section;
          else for (const word of split({ text: section, isStart })) yield* model.idsOf(word.text);
          isStart = false;
        }
      },
      wordsOf(text) {
        // Runs first: a Unigram file need not split at spaces, but its words are what lies between them all the same.
        const runs = normalize(text).match(RUNS) ?? [];
        return runs
          .flatMap((run, at) => [...split({ text: run, isStart: at === 0 })])
          .map((part) => ({ word: part.text, pieces: model.idsOf(part.text) }));
      },
    };
  } catch (cause) {
    throw wrong(source, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function createModel(fields: Fields): WordModel {
  const model = fieldsOf(fields["model"], "model");
  // Files from before the type was written hold WordPiece, whose vocabulary is an object, or Unigram, whose is a list.
  const type = model["type"] ?? (Array.isArray(model["vocab"]) ? "Unigram" : "WordPiece");
  if (type === "WordPiece") return createWordPiece(model);
  if (type === "Unigram") return createUnigram(model);
  throw new RangeError(`its model must be "WordPiece" or "Unigram": got ${JSON.stringify(type)}`);
}

function wrong(source: string, why: string, cause?: unknown): RankError {
  return new RankError(
    "model-failed",
    `Cannot use "${source}" as a tokenizer because ${why}; copy the tokenizer.json that belongs to the weights`,
    { cause },
  );
}
