import { fieldsOf, idOf, listOf, textOf } from "./json.ts";
import type { Normalizer } from "./normalizer.ts";

/** A stretch of text, or the id of a token that stood there in full, such as "[MASK]". */
export type Section = string | number;

interface AddedToken {
  readonly content: string;
  readonly id: number;
  readonly isSingleWord: boolean;
  readonly takesSpaceBefore: boolean;
  readonly takesSpaceAfter: boolean;
  readonly isNormalized: boolean;
}

const WORD_AT_END = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const WORD_AT_START = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const SPACES_AT_END = /\p{White_Space}*$/u;
const SPACES_AT_START = /^\p{White_Space}*/u;

/** Finds the added tokens of a tokenizer.json in texts. */
export interface AddedTokens {
  /** The largest id; −1 without tokens. */
  readonly largestId: number;
  /** Cuts a text at the tokens and normalises what lies between. */
  split(text: string): Iterable<Section>;
}

/**
 * Reads the `added_tokens` of a tokenizer.json. Tokens that are not `normalized` are sought in the text as it came, the
 * others in what the normaliser made of it; among those that start at one place, the longest wins.
 *
 * @throws {RangeError} naming what is missing or wrong.
 * @see tokenizers/src/tokenizer/added_vocabulary.rs
 */
export function createAddedTokens(json: unknown, normalize: Normalizer): AddedTokens {
  const tokens = json === undefined ? [] : listOf(json, '"added_tokens"').map(readToken);
  const splitRaw = splitter(tokens.filter((token) => !token.isNormalized));
  const splitNormalized = splitter(
    tokens
      .filter((token) => token.isNormalized)
      .map((token) => Object.assign({}, token, { content: normalize(token.content) })),
  );
  return {
    largestId: tokens.reduce((largest, { id }) => Math.max(largest, id), -1),
    *split(text) {
      for (const section of splitRaw(text)) {
        if (typeof section === "number") yield section;
        else yield* splitNormalized(normalize(section));
      }
    },
  };
}

function readToken(json: unknown): AddedToken {
  const fields = fieldsOf(json, "added token");
  return {
    content: textOf(fields["content"], 'added token\'s "content"'),
    id: idOf(fields["id"], 'added token\'s "id"'),
    isSingleWord: fields["single_word"] === true,
    takesSpaceBefore: fields["lstrip"] === true,
    takesSpaceAfter: fields["rstrip"] === true,
    isNormalized: (fields["normalized"] ?? fields["special"] !== true) === true,
  };
}

function splitter(all: readonly AddedToken[]): (text: string) => Iterable<Section> {
  const tokens = all.filter(({ content }) => content !== "");
  if (tokens.length === 0) return (text) => (text === "" ? [] : [text]);
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  // An alternation takes the first that matches, so the longest come first.
  const contents = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const expression = new RegExp(contents.map(escaped).join("|"), "gu");
  return function* (text) {
    let done = 0;
    for (const { 0: content, index } of text.matchAll(expression)) {
      const token = byContent.get(content)!; // the expression matches nothing else
      let start = index;
      let end = index + content.length;
      const [before, after] = [text.slice(0, start), text.slice(end)];
      if (token.isSingleWord && (WORD_AT_END.test(before) || WORD_AT_START.test(after))) continue;
      if (token.takesSpaceBefore) start = Math.max(done, before.search(SPACES_AT_END));
      if (token.takesSpaceAfter) end += SPACES_AT_START.exec(after)![0].length; // matches the empty text too
      if (start > done) yield text.slice(done, start);
      yield token.id;
      done = end;
    }
    if (done < text.length) yield text.slice(done);
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
