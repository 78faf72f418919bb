import { fieldsOf, listOf, textOf } from "./json.ts";
import { characterClass } from "./unicode-ranges.ts";

/** A part of a text, and whether it is the text's beginning. */
export interface Piece {
  readonly text: string;
  readonly isStart: boolean;
}

/** Cuts a piece into smaller ones, none of them empty, one at a time: a text is often cut off after a few. */
export type PreTokenizer = (piece: Piece) => Iterable<Piece>;

const PUNCTUATION = characterClass("punctuation");
const BERT_WORD = new RegExp(`[${PUNCTUATION}]|[^${PUNCTUATION}\\p{White_Space}]+`, "gu");
const NO_SPACES = /\P{White_Space}+/gu;

/**
 * Makes the `pre_tokenizer` of a tokenizer.json; null means that a text stays in one piece.
 *
 * @throws {RangeError} naming a part that is missing, wrong or of a type we do not know.
 */
export function createPreTokenizer(json: unknown): PreTokenizer {
  if (json === null || json === undefined) return (piece) => [piece];
  const fields = fieldsOf(json, "pre-tokenizer");
  switch (fields["type"]) {
    case "BertPreTokenizer":
      return matches(BERT_WORD);
    case "WhitespaceSplit":
      return matches(NO_SPACES);
    case "Metaspace":
      return metaspace(fields);
    case "Sequence": {
      const steps = listOf(fields["pretokenizers"], 'pre-tokenizer "Sequence"').map(createPreTokenizer);
      return (piece) => steps.reduce<Iterable<Piece>>(inTurn, [piece]);
    }
    default:
      throw new RangeError(`its pre-tokenizer "${String(fields["type"])}" is not supported`);
  }
}

function* inTurn(pieces: Iterable<Piece>, step: PreTokenizer): Generator<Piece> {
  for (const piece of pieces) yield* step(piece);
}

/** Whatever the expression finds, one piece each; what lies between is dropped. */
function matches(expression: RegExp): PreTokenizer {
  return function* (piece) {
    for (const { 0: text, index } of piece.text.matchAll(expression)) {
      yield { text, isStart: piece.isStart && index === 0 };
    }
  };
}

/** SentencePiece's words: each space becomes a visible mark that belongs to the word after it. */
function metaspace(fields: ReturnType<typeof fieldsOf>): PreTokenizer {
  const mark = textOf(fields["replacement"], 'pre-tokenizer "Metaspace"');
  const scheme = fields["prepend_scheme"] ?? (fields["add_prefix_space"] === false ? "never" : "always");
  const isSplit = fields["split"] !== false;
  return function* ({ text, isStart }) {
    let marked = text.replaceAll(" ", mark);
    const isPrepended = scheme === "always" || (scheme === "first" && isStart);
    if (isPrepended && !marked.startsWith(mark)) marked = mark + marked;
    let start = 0;
    let next = isSplit ? marked.indexOf(mark, 1) : -1;
    while (next !== -1) {
      yield { text: marked.slice(start, next), isStart: isStart && start === 0 };
      start = next;
      next = marked.indexOf(mark, start + 1);
    }
    yield { text: marked.slice(start), isStart: isStart && start === 0 };
  };
}
