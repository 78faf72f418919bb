import { type Action, isAction } from "../../ranking/interaction.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { idOf } from "./id-of.ts";
import { guarded } from "./listen-to-page.ts";
import { staysOpen } from "./stays-open.ts";

/** What a shop may dispatch on `document` instead of marking its buttons: `personal-rank:action`. */
export interface ActionDetail {
  readonly action: Action;
  /** Ids as on the cards. */
  readonly items: readonly string[];
}

const MAX_ITEMS = 50;

/**
 * Reports items put into the cart or bought, or what stands for that where nothing is sold, from two sources:
 *
 * - a click on an element with `data-personal-rank-action="cart|purchase|engage|goal"` and `data-personal-rank-item="ID, ID"`
 * - a DOM event: `document.dispatchEvent(new CustomEvent("personal-rank:action", { detail: { action, items } }))`; its ids may be
 *   numbers
 *
 * @returns Stops observing.
 */
export function observeActions(sink: FeedbackSink): () => void {
  const tell = (action: unknown, items: readonly unknown[], due?: Promise<void>): void => {
    if (!isAction(action)) return;
    const ids = items.slice(0, MAX_ITEMS).flatMap((id) => idOf(id) ?? []);
    if (ids.length > 0) sink.acted(action, ids, due);
  };
  const onClick = guarded((event: Event): void => {
    const button =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>("[data-personal-rank-action]")
        : null;
    if (button === null) return;
    const items = (button.dataset["personalRankItem"] ?? "").split(",").map((id) => id.trim());
    tell(button.dataset["personalRankAction"], items, staysOpen(event));
  });
  const onEvent = guarded((event: Event): void => {
    const detail: unknown = (event as CustomEvent).detail; // any script may dispatch it: checked below
    if (typeof detail !== "object" || detail === null) return;
    const { action, items } = detail as Partial<Record<string, unknown>>;
    if (Array.isArray(items)) tell(action, items);
  });
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("personal-rank:action", onEvent);
  return () => {
    document.removeEventListener("click", onClick, { capture: true });
    document.removeEventListener("personal-rank:action", onEvent);
  };
}
