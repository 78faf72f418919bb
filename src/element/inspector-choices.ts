import type { RankHandle } from "../page/rank-handle.ts";
import type { WhatIf } from "../worker/hypothetical.ts";
import type { StoredEvent } from "../worker/protocol.ts";

/** What the list would be without one thing that the visitor did. */
export interface ChoiceEffect {
  readonly event: StoredEvent;
  /** By item, 1-based. */
  readonly placeOf: ReadonlyMap<string, number>;
  readonly scoreOf: ReadonlyMap<string, number>;
}

/** The list as a new page would have it, and what each choice has to do with that. */
export interface Causes {
  readonly now: WhatIf;
  /** Without anything that is remembered one by one. */
  readonly without: WhatIf;
  /** Whether nothing that the visitor did is left in `without`: what is too old to be taken out is. */
  readonly isAll: boolean;
  /** The newest choice first; without those that are too old to be taken out by themselves. */
  readonly effects: readonly ChoiceEffect[];
  /** Whether some choices are not among the effects, and may have put an item where it is. */
  readonly isPartial: boolean;
}

/** Completes both "you …" and "you had not …". */
export const choiceWords: Readonly<Record<StoredEvent["type"], string>> = {
  impression: "seen",
  click: "opened",
  dwell: "looked at",
  cart: "put in the cart",
  purchase: "bought",
  engage: "spent time with",
  goal: "finished",
};

/** More would be more than anybody reads, and a replay each. */
const MAX_CHOICES = 24;

/** What was done on purpose: looks go with their click, and what was only seen is no choice. */
export function choicesOf(events: readonly StoredEvent[], most: number = MAX_CHOICES): StoredEvent[] {
  return events.filter(({ type }) => type !== "impression" && type !== "dwell").slice(0, most);
}

/**
 * Finds out what put a list's items where they are: by ordering it again without each single choice, exactly.
 *
 * @param listId     Of the list: the page may have several.
 * @param onProgress Told how many of all replays are done.
 * @param isOver     Asked before each replay; true ends it with null.
 */
export async function findCauses(
  handle: Pick<RankHandle, "whatIf">,
  events: readonly StoredEvent[],
  {
    listId,
    onProgress,
    isOver,
  }: {
    readonly listId: string;
    readonly onProgress: (done: number, all: number) => void;
    readonly isOver: () => boolean;
  },
): Promise<Causes | null> {
  const choices = choicesOf(events);
  const all = choices.length + 2;
  onProgress(0, all);
  const now = await handle.whatIf({ listId });
  if (isOver()) return null;
  onProgress(1, all);
  const without = await handle.whatIf({ listId, without: events.map(({ eventId }) => eventId) });
  const effects: ChoiceEffect[] = [];
  for (const [at, event] of choices.entries()) {
    if (isOver()) return null;
    onProgress(at + 2, all);
    const { ranking, events: taken } = await handle.whatIf({ listId, without: [event.eventId] });
    if (taken === 0) continue; // nothing can be said of what is too old
    effects.push({
      event,
      placeOf: new Map(ranking.items.map(({ id, position }) => [id, position])),
      scoreOf: new Map(ranking.items.map(({ id, score }) => [id, score])),
    });
  }
  if (isOver()) return null;
  onProgress(all, all);
  const isAll = without.ranking.items.every(({ parts }) => parts.personal === 0);
  const isPartial = !isAll || choicesOf(events, Infinity).length > effects.length;
  return { now, without, isAll, effects, isPartial };
}
