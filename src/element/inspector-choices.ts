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
  /** The newest choice first. */
  readonly effects: readonly ChoiceEffect[];
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
export function choicesOf(events: readonly StoredEvent[]): StoredEvent[] {
  return events.filter(({ type }) => type !== "impression" && type !== "dwell").slice(0, MAX_CHOICES);
}

/**
 * Finds out what put a list's items where they are: by ordering it again without each single choice, exactly.
 *
 * @param onProgress Told how many of all replays are done.
 * @param isOver     Asked before each replay; true ends it with null.
 */
export async function findCauses(
  handle: Pick<RankHandle, "whatIf">,
  events: readonly StoredEvent[],
  {
    onProgress,
    isOver,
  }: { readonly onProgress: (done: number, all: number) => void; readonly isOver: () => boolean },
): Promise<Causes | null> {
  const choices = choicesOf(events);
  const all = choices.length + 2;
  onProgress(0, all);
  const now = await handle.whatIf({});
  onProgress(1, all);
  const without = await handle.whatIf({ without: events.map(({ eventId }) => eventId) });
  const effects: ChoiceEffect[] = [];
  for (const event of choices) {
    onProgress(effects.length + 2, all);
    if (isOver()) return null;
    const { ranking } = await handle.whatIf({ without: [event.eventId] });
    effects.push({
      event,
      placeOf: new Map(ranking.items.map(({ id, position }) => [id, position])),
      scoreOf: new Map(ranking.items.map(({ id, score }) => [id, score])),
    });
  }
  onProgress(all, all);
  return isOver() ? null : { now, without, effects };
}
