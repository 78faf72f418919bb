import { fieldsOf, idOf, listOf, textOf } from "./json.ts";
import type { WordModel } from "./word-piece.ts";

/** How much less likely than the least likely entry an unknown character is, in natural logarithms. */
const UNKNOWN_PENALTY = 10;

/**
 * SentencePiece's unigram model: of all ways to cut a word into entries of the vocabulary, the likeliest (Viterbi), where
 * a character in no entry is unknown. Unknown characters in a row are one token.
 *
 * @param json The `model` of a tokenizer.json: entries with their logarithmic probabilities, by id.
 * @throws {RangeError} naming what is missing or wrong.
 * @see Kudo 2018, https://arxiv.org/abs/1804.10959; tokenizers/src/models/unigram/model.rs
 */
export function createUnigram(json: unknown): WordModel {
  const fields = fieldsOf(json, "model");
  const entries = listOf(fields["vocab"], "vocabulary");
  const ids = new Map<string, number>();
  const scores = new Float64Array(entries.length);
  let longest = 0;
  let lowest = Infinity;
  for (const [id, entry] of entries.entries()) {
    const [piece, score] = listOf(entry, `entry ${id}`);
    if (typeof score !== "number") throw new RangeError(`its entry ${id} must have a score`);
    const text = textOf(piece, `entry ${id}`);
    ids.set(text, id);
    scores[id] = asReadByReference(score);
    longest = Math.max(longest, text.length);
    lowest = Math.min(lowest, score);
  }
  const unknownId = idOf(fields["unk_id"], '"unk_id"');
  if (unknownId >= entries.length)
    throw new RangeError(`its "unk_id" ${unknownId} must be in the vocabulary`);
  if (fields["byte_fallback"] === true) throw new RangeError('its "byte_fallback" is not supported');
  const unknownScore = lowest - UNKNOWN_PENALTY;

  return {
    largestId: entries.length - 1,
    idsOf(word) {
      const { length } = word;
      const best = new Float64Array(length + 1).fill(-Infinity); // of the ways to cut what ends here
      const startOf = new Int32Array(length + 1); // of the last entry of that way
      const idAt = new Int32Array(length + 1);
      best[0] = 0;
      for (let start = 0; start < length;) {
        const width = word.codePointAt(start)! > 0xffff ? 2 : 1; // inside the word
        const offer = (end: number, id: number, score: number): void => {
          const total = best[start] + score;
          if (!(total > best[end])) return;
          best[end] = total;
          startOf[end] = start;
          idAt[end] = id;
        };
        let isCovered = false;
        const lastEnd = Math.min(length, start + longest);
        for (let end = start + width; end <= lastEnd; end++) {
          const id = ids.get(word.slice(start, end));
          if (id === undefined) continue;
          offer(end, id, scores[id]);
          isCovered ||= end === start + width;
        }
        if (!isCovered) offer(start + width, unknownId, unknownScore);
        start += width;
      }
      return readBack(word, { startOf, idAt });
    },
  };

  function readBack(word: string, path: { startOf: Int32Array; idAt: Int32Array }): number[] {
    const result: number[] = [];
    for (let end = word.length; end > 0;) {
      const first = end;
      while (end > 0 && path.idAt[end] === unknownId) end = path.startOf[end];
      if (end < first) result.push(ids.get(word.slice(end, first)) ?? unknownId);
      if (end === 0) break;
      result.push(path.idAt[end]);
      end = path.startOf[end];
    }
    return result.reverse();
  }
}

/**
 * A score as the reference's JSON reader takes it: digits as one whole number, then a division. That is off by a last bit
 * now and then, which decides between cuts that are equally likely, such as those of "-----".
 *
 * @see https://docs.rs/serde_json/latest/serde_json/#number-precision (without its feature `float_roundtrip`)
 */
function asReadByReference(score: number): number {
  // The shortest digits that read back alike: those that Rust and Python write.
  const text = String(score);
  const point = text.indexOf(".");
  if (point === -1 || text.includes("e")) return score;
  return Number(text.slice(0, point) + text.slice(point + 1)) / 10 ** (text.length - point - 1);
}
