import { RankError } from "../../base/errors.ts";
import type { Kind } from "../kinds.ts";
import { pathOf } from "./item-path.ts";
import { allOf, textOf } from "./own-dom.ts";
import { capText } from "./page-text.ts";
import { type Facts, structuredFacts } from "./structured-facts.ts";

/** An item that the page's JSON-LD names. */
export interface StructuredItem {
  /** Which kind of page lists such items; null for an address in a list that says nothing else. */
  readonly kind: Kind | null;
  /** Read when they are asked for: a page may name thousands of items that it shows no card of. */
  facts(): Facts;
}

const MAX_SCRIPT_CHARACTERS = 500_000;
const MAX_DEPTH = 12;
const MAX_NODES = 10_000;
const MAX_ITEMS = 1_000;

const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ["shop", /^(?:Individual)?Product(?:Group|Model)?$|^SomeProducts$|^Vehicle$|^Car$/],
  ["video", /^(?:Video|Audio)Object$|^Movie$|Episode$|^TVSeries$|^Clip$|^MusicRecording$/],
  ["feed", /^(?:SocialMedia|DiscussionForum)Posting$/],
  ["help", /^Question$|^HowTo$|^TechArticle$/],
  ["news", /Article$|^(?:Live)?BlogPosting$/],
];

/** Which kind of page lists items of a schema.org type, with or without its address before it; null for other types. */
export function kindOfType(type: string): Kind | null {
  const name = type.replace(/^(?:https?:\/\/schema\.org\/|schema:)/, "");
  return KINDS.find(([, names]) => names.test(name))?.[0] ?? null;
}

/** What stands in one block, by key; a page's lists all read the same blocks, and read them again whenever they change. */
const parsed = new WeakMap<Element, { readonly text: string; readonly items: Map<string, StructuredItem> }>();

/**
 * Reads every JSON-LD block of the page and collects its items: products, videos, posts, questions, articles, and what an
 * `ItemList` names by address alone.
 *
 * @param onProblem Told once of each block that cannot be read; the others are used all the same.
 * @returns By id (`sku`, `productID`, `identifier`, `@id`), by path of the `url` (see {@link pathOf}), and by {@link nameKey}.
 * @see https://schema.org/Product, https://www.w3.org/TR/json-ld11/
 */
export function structuredItems(
  document: Document,
  onProblem: (error: RankError) => void,
): ReadonlyMap<string, StructuredItem> {
  const items = new Map<string, StructuredItem>();
  let left = MAX_SCRIPT_CHARACTERS;
  for (const script of allOf(document, 'script[type="application/ld+json"]')) {
    const text = textOf(script);
    const isTooMuch = text.length > left;
    if (!isTooMuch) left -= text.length;
    const known = parsed.get(script);
    const block = known?.text === text ? known : { text, items: new Map<string, StructuredItem>() };
    if (block !== known) {
      parsed.set(script, block);
      const problem = isTooMuch ? tooLong(text) : readBlock(text, block.items);
      if (problem !== null) onProblem(problem);
    }
    for (const [key, item] of block.items)
      if (!items.has(key) && items.size < MAX_ITEMS * 4) items.set(key, item);
  }
  return items;
}

/** Under which key an item is found by its name alone: cards often show no more. */
export function nameKey(name: string): string {
  return `=${name.toLowerCase()}`;
}

function tooLong(text: string): RankError {
  return new RankError(
    "bad-structured-data",
    `Cannot read a JSON-LD block of ${text.length} characters: at most ${MAX_SCRIPT_CHARACTERS} are read on one page`,
  );
}

function readBlock(text: string, items: Map<string, StructuredItem>): RankError | null {
  try {
    collect(JSON.parse(text), items, { depth: 0, left: { nodes: MAX_NODES, items: MAX_ITEMS } });
    return null;
  } catch (cause) {
    return new RankError(
      "bad-structured-data",
      `Cannot read a JSON-LD block of this page because it is not JSON: it starts with "${text.trim().slice(0, 40)}"; its facts are left out`,
      { cause },
    );
  }
}

interface Limits {
  readonly depth: number;
  readonly left: { nodes: number; items: number };
}

function collect(node: unknown, items: Map<string, StructuredItem>, { depth, left }: Limits): void {
  if (depth > MAX_DEPTH || left.items <= 0 || left.nodes-- <= 0 || typeof node !== "object" || node === null)
    return;
  const below = { depth: depth + 1, left };
  if (Array.isArray(node)) {
    for (const child of node) collect(child, items, below);
    return;
  }
  const fields = node as Record<string, unknown>; // an object of JSON
  const types = [fields["@type"]].flat(1).filter((type) => typeof type === "string");
  const kind = types.map(kindOfType).find((found) => found !== null) ?? null;
  // The way to this page is a list too.
  if (types.some((type) => /BreadcrumbList|SiteNavigation/.test(type))) return;
  const isAddress = types.includes("ListItem") && typeof (fields["item"] ?? fields["url"]) === "string";
  if (kind === null && !isAddress) {
    for (const key in fields) collect(fields[key], items, below);
    return;
  }
  left.items--;
  let facts: Facts | undefined;
  const item = { kind, facts: () => (facts ??= structuredFacts(fields)) };
  for (const key of keysOf(fields)) if (!items.has(key)) items.set(key, item);
}

function* keysOf(fields: Readonly<Record<string, unknown>>): Generator<string> {
  for (const name of ["sku", "productID", "identifier", "@id"]) {
    const value = fields[name];
    const id =
      typeof value === "number" ? String(value) : typeof value === "string" ? capText(value) : undefined;
    if (id !== undefined) yield id;
  }
  for (const name of ["url", "@id", "mainEntityOfPage", "item"]) {
    const path = pathOf(fields[name]);
    if (path !== undefined && typeof fields[name] === "string" && /[/.]/.test(fields[name])) yield path;
  }
  const title = fields["name"] ?? fields["headline"];
  const name = typeof title === "string" ? capText(title) : undefined;
  if (name !== undefined) yield nameKey(name);
}
