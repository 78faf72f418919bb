import type { Ranking } from "personal-rank";

export const ORDER_EVENT = "personal-rank:order";

/** The order that an event `personal-rank:order` of a list brings: ids, the first on screen first. */
export function orderOf(event: Event): string[] {
  const { ranking } = (event as CustomEvent<{ ranking: Ranking }>).detail;
  return ranking.items.map(({ id }) => id);
}

/** What the tag had to say before anyone listened: it may have been quicker than the page's own script. */
export function orderSoFar(): string[] {
  return (window.personalRank?.rankings ?? []).flatMap(({ items }) => items.map(({ id }) => id));
}

/** The items in that order. Items that it does not name, such as those that have just been loaded, keep their places. */
export function inOrder<Item extends { readonly id: string }>(
  items: readonly Item[],
  order: readonly string[],
): readonly Item[] {
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const ordered = new Set(order.flatMap((id) => itemOf.get(id) ?? []));
  const next = ordered.values();
  return items.map((item) => (ordered.has(item) ? (next.next().value ?? item) : item));
}
