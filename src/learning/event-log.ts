import type { Interaction } from "../ranking/interaction.ts";
import type { Entry, Memory } from "./memory.ts";

/** What is to be forgotten: some events, or everything about one item. */
export type Forgettable = { readonly eventIds: readonly string[] } | { readonly itemId: string };

/**
 * The events of a log that go when these are forgotten: with a click goes the look that it led to, which measures nothing
 * without it. A purchase stays: what is left of the clicks that led to it takes its credit over.
 *
 * @returns Ids of events that are in the log; ids that are not are left out.
 */
export function eventsToForget(entries: readonly Entry[], what: Forgettable): ReadonlySet<string> {
  const all = interactionsOf(entries);
  const asked = "itemId" in what ? null : new Set(what.eventIds);
  const gone = all.filter((event) =>
    "itemId" in what ? event.itemId === what.itemId : asked!.has(event.eventId),
  );
  const looks = gone
    .filter(({ type }) => type === "click")
    .flatMap((click) => all.find((event) => isLookBehind(event, click)) ?? []);
  return new Set([...gone, ...looks].map(({ eventId }) => eventId));
}

/** The log as if these events had never been seen. */
export function withoutEvents(entries: readonly Entry[], eventIds: ReadonlySet<string>): readonly Entry[] {
  return entries.flatMap((entry): Entry[] => {
    if (entry.type !== "did") return [entry];
    const interactions = entry.interactions.filter(({ eventId }) => !eventIds.has(eventId));
    if (interactions.length === entry.interactions.length) return [entry];
    return interactions.length === 0 ? [] : [{ ...entry, interactions }];
  });
}

/**
 * A base without what can be taken out of it by item: its place in the history, its marks and clicks. What the base's head has
 * learned of the item stays; only forgetting everything unlearns that.
 *
 * @returns The same base if nothing of the item is in it.
 */
export function withoutItem(base: Memory, itemId: string): Memory {
  const isOther = (one: { readonly itemId: string }): boolean => one.itemId !== itemId;
  const lists = base.shown.flatMap(({ engaged, marks }) => [engaged, marks]);
  if ([base.history, base.clicks, ...lists].every((list) => list.every(isOther))) return base;
  const shown = base.shown.map((progress) => ({
    ...progress,
    engaged: progress.engaged.filter(isOther),
    marks: progress.marks.filter(isOther),
  }));
  return { ...base, history: base.history.filter(isOther), shown, clicks: base.clicks.filter(isOther) };
}

function interactionsOf(entries: readonly Entry[]): readonly Interaction[] {
  return entries.flatMap((entry) => (entry.type === "did" ? entry.interactions : []));
}

/** A dwell ends when the visitor comes back; it began with its click. */
function isLookBehind(event: Interaction, click: Interaction): boolean {
  return (
    event.type === "dwell" &&
    event.rankingId === click.rankingId &&
    event.itemId === click.itemId &&
    event.atMs - event.dwellMs === click.atMs
  );
}
