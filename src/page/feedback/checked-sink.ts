import { idOf } from "./id-of.ts";
import { isAction } from "../../ranking/interaction.ts";
import type { FeedbackSink } from "./feedback-sink.ts";

const MAX_ITEMS = 200;

/**
 * The sink that scripts of the page get: numbers are taken for ids, and what cannot be used is told and left out. Never throws.
 *
 * @param onProblem Told what was wanted, what came and what to do.
 */
export function checkedSink(sink: FeedbackSink, onProblem: (message: string) => void): FeedbackSink {
  const tell = (call: string, wanted: string, given: unknown): void =>
    onProblem(
      `Cannot use feedback.${call} because ${wanted}; ${describe(given)} came, and nothing is learned from it`,
    );
  const idsOf = (call: string, given: unknown): string[] => {
    const ids = (Array.isArray(given) ? given.slice(0, MAX_ITEMS) : []).flatMap((id) => idOf(id) ?? []);
    if (ids.length === 0) tell(call, "it needs an array with the ids of the cards", given);
    return ids;
  };
  const dueOf = (given: unknown): Promise<void> | undefined =>
    given instanceof Promise ? given.then(nothing, nothing) : undefined;
  return {
    chosen: (itemId: unknown, listId: unknown, due: unknown) => {
      const id = idOf(itemId);
      if (id === null) tell("chosen(itemId, listId)", "it needs the id of a card", itemId);
      else sink.chosen(id, idOf(listId), dueOf(due));
    },
    shown: (itemIds: unknown, listId: unknown) => {
      const ids = idsOf("shown(itemIds, listId)", itemIds);
      if (ids.length > 0) sink.shown(ids, idOf(listId));
    },
    acted: (action: unknown, itemIds: unknown, due: unknown) => {
      if (!isAction(action)) {
        tell("acted(action, itemIds)", 'the action must be "cart", "purchase", "engage" or "goal"', action);
        return;
      }
      const ids = idsOf("acted(action, itemIds)", itemIds);
      if (ids.length > 0) sink.acted(action, ids, dueOf(due));
    },
  };
}

function describe(given: unknown): string {
  return typeof given === "string" ? `"${given.slice(0, 40)}"` : given === null ? "null" : typeof given;
}

function nothing(): void {
  // whatever the page's promise came to
}
