import type { CardGroup } from "./card-groups.ts";
import { allOf, attributeOf, firstOf } from "./own-dom.ts";
import type { Part } from "./scan-page.ts";

/** Names of how a card is just now, or which one it is: a card that comes later has others. */
const PASSING =
  /\d{2,}|(?:^|[-_])(?:is|has|js|active|visible|hidden|loaded|loading|lazy\w*|first|last|odd|even|animated?|aos|ready|in-?view|hydrated|show|shown|fade\w*|sale|instock|selected|current|new)(?:$|[-_])/i;
const TELLING = /product|card|item|tile|hit|result|col/i;
/** What cards have and what stands between them has not. */
const CONTENTS = ["[class*=price i]", "[itemprop=price]", "h2", "h3", "h4", "img", "td", "a[href]"];
const MAX_COMPARED = 20;
const CLONES = ":not([class*=clone],[class*=duplicate])";

/**
 * A selector for the cards of a list, below `:scope`, that also takes cards that come later.
 *
 * @returns null if none can be told that takes them and next to nothing else.
 */
export function itemSelector({ list, cards, levels }: CardGroup): string | null {
  const wanted = new Set(cards.map(({ element }) => element));
  const path = ancestry(cards, levels);
  if (path === null) return null;
  let best: { readonly selector: string; readonly others: number } | null = null;
  for (const [name, contents] of endings(cards)) {
    const selector = `:scope > ${[...path, `${name}${contents}`].join(" > ")}`;
    const taken = [...allOf(list.element, selector)];
    const others = taken.filter((element) => !wanted.has(element)).length;
    if (taken.length - others < wanted.size) continue;
    if (best === null || others < best.others) best = { selector, others };
    // What outnumbers the cards is no exception among them.
    if (others === 0 || others > wanted.size) break;
  }
  return best === null || best.others > cards.length / 5 ? null : best.selector;
}

/** Tags of the rows between list and cards, outermost first. */
function ancestry(cards: readonly Part[], levels: number): string[] | null {
  let row = cards.map(({ parent }) => parent);
  const path: string[] = [];
  for (let level = 0; level < levels; level++) {
    const held = row.filter((part) => part !== null);
    if (held.length === 0) return null;
    path.unshift(nameOf(held));
    row = held.map(({ parent }) => parent);
  }
  return path;
}

function* endings(cards: readonly Part[]): Generator<readonly [name: string, contents: string]> {
  const name = nameOf(cards);
  const some = cards.slice(0, MAX_COMPARED);
  const isSame = (selector: string): boolean =>
    some.every(({ element }) => firstOf(element, selector) !== null);
  yield [name, ""];
  yield [name, CLONES];
  for (const contents of CONTENTS) if (isSame(contents)) yield [name, `:has(${contents})`];
}

/** The tag of all of them, with a name that all of them have. */
function nameOf(parts: readonly Part[]): string {
  const tag = CSS.escape(parts[0].tag);
  const [first, ...others] = parts.map(({ element }) => classesOf(element));
  const shared = first.filter((name) => !PASSING.test(name) && others.every((names) => names.includes(name)));
  const name = shared.find((given) => TELLING.test(given)) ?? shared[0];
  return name === undefined ? tag : `${tag}.${CSS.escape(name)}`;
}

function classesOf(element: Element): string[] {
  return (attributeOf(element, "class") ?? "")
    .slice(0, 500)
    .split(/\s+/)
    .filter((name) => name !== "");
}
