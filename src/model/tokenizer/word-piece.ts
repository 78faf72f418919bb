import { fieldsOf, idOf, textOf } from "./json.ts";

/** Cuts one word into ids. */
export interface WordModel {
  /** The largest id that it can give. */
  readonly largestId: number;
  idsOf(word: string): readonly number[];
}

/**
 * BERT's WordPiece: a word is cut greedily into the longest entries of the vocabulary, those inside a word starting with
 * "##". A word with a part that is in no entry, or of too many characters, is one unknown token.
 *
 * @param json The `model` of a tokenizer.json.
 * @throws {RangeError} naming what is missing or wrong.
 * @see tokenizers/src/models/wordpiece/mod.rs
 */
export function createWordPiece(json: unknown): WordModel {
  const fields = fieldsOf(json, "model");
  const prefix = textOf(fields["continuing_subword_prefix"] ?? "##", '"continuing_subword_prefix"');
  const unknownToken = textOf(fields["unk_token"] ?? "[UNK]", '"unk_token"');
  const maxCharacters = idOf(fields["max_input_chars_per_word"] ?? 100, '"max_input_chars_per_word"');
  const vocabulary = new Map<string, number>();
  let longest = 0;
  let largestId = 0;
  for (const [entry, value] of Object.entries(fieldsOf(fields["vocab"], "vocabulary"))) {
    const id = idOf(value, `id of "${entry}"`);
    vocabulary.set(entry, id);
    longest = Math.max(longest, entry.length);
    largestId = Math.max(largestId, id);
  }
  const unknown = vocabulary.get(unknownToken);
  if (unknown === undefined)
    throw new RangeError(`its vocabulary must hold the unknown token "${unknownToken}"`);

  return {
    largestId,
    idsOf(word) {
      // Code units are at least as many as characters, so most words need no counting.
      if (word.length > maxCharacters && Array.from(word).length > maxCharacters) return [unknown];
      const ids: number[] = [];
      // Half of a surrogate pair is in no entry, so that code units can be counted instead of characters.
      for (let start = 0; start < word.length;) {
        let end = Math.min(word.length, start + longest);
        let id: number | undefined;
        for (; end > start; end--) {
          const part = word.slice(start, end);
          id = vocabulary.get(start === 0 ? part : prefix + part);
          if (id !== undefined) break;
        }
        if (id === undefined) return [unknown];
        ids.push(id);
        start = end;
      }
      return ids;
    },
  };
}
