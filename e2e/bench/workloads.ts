import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tokenizer } from "../../src/model/tokenizer.ts";

/** Texts to be embedded together, and their token ids. Engines that tokenise get the texts, the others the ids. */
export interface Workload {
  readonly name: string;
  readonly texts: readonly string[];
  /** Between two runs, where they are repeated. */
  readonly pauseMs: number;
  /** With [CLS] and [SEP]; lengths may differ. */
  readonly ids: readonly (readonly number[])[];
}

/** Long enough for threads to fall asleep, as they are when a page asks. */
const PAUSE_MS = 10;

/** Of the demo shop's catalogue, which anyone has who has the repository. */
export const TITLE_SOURCE = "public/shop/catalogue.jsonl";

/** The titles of every k-th product of the demo shop, so that all departments take part; repeated where there are too few. */
export function titlesOf(root: string, count: number): string[] {
  const titles = readFileSync(join(root, TITLE_SOURCE), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { title: string }).title);
  const step = Math.max(1, Math.floor(titles.length / count));
  return Array.from({ length: count }, (_, at) => titles[(at * step) % titles.length]);
}

export function titleWorkload(name: string, titles: readonly string[], tokenizer: Tokenizer): Workload {
  return { name, pauseMs: PAUSE_MS, texts: titles, ids: titles.map((title) => [...tokenizer.encode(title)]) };
}

/**
 * Texts of exactly `tokens` tokens each: whole words of the vocabulary, none of them cut into pieces, in an order that differs from
 * text to text.
 */
export function fullWorkload(
  name: string,
  {
    sequences,
    tokens,
    root,
    tokenizer,
  }: { sequences: number; tokens: number; root: string; tokenizer: Tokenizer },
): Workload {
  const [first, last] = tokenizer.encode("");
  const pieces = new Map<string, number>();
  for (const { word, pieces: ids } of tokenizer.wordsOf(titlesOf(root, 500).join(" ")))
    if (ids.length === 1 && /^[a-z]{3,}$/.test(word)) pieces.set(word, ids[0]);
  const words = [...pieces.keys()];
  const texts = Array.from({ length: sequences }, (_, row) =>
    Array.from({ length: tokens - 2 }, (_, at) => words[(row * 31 + at * 7 + row * at) % words.length]),
  );
  return {
    name,
    pauseMs: PAUSE_MS,
    texts: texts.map((row) => row.join(" ")),
    ids: texts.map((row) => [first, ...row.map((word) => pieces.get(word)!), last]),
  };
}
