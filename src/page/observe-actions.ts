import { asRankError } from "../base/errors.ts";
import type { Call } from "../worker/protocol.ts";
import { eventId } from "./event-id.ts";
import { staysOpen } from "./stays-open.ts";

type AttributeCall = Extract<Call, { type: "attribute" }>;

/** What a shop may dispatch on `document` instead of marking its buttons: `personal-rank:action`. */
export interface ActionDetail {
  readonly action: "cart" | "purchase";
  /** Ids as on the cards. */
  readonly items: readonly string[];
}

const MAX_ITEMS = 50;

/**
 * Reports items put into the cart or bought, from two sources:
 *
 * - a click on an element with `data-personal-rank-action="cart|purchase"` and `data-personal-rank-item="ID, ID"`
 * - a DOM event: `document.dispatchEvent(new CustomEvent("personal-rank:action", { detail: { action, items } }))`
 *
 * @param onAction Called once per item; `due` is when to learn from it, if the click may end the page.
 * @returns Stops observing.
 */
export function observeActions(
  onAction: (call: AttributeCall, due?: Promise<void>) => Promise<void>,
): () => void {
  const tell = (action: unknown, items: readonly unknown[], due?: Promise<void>): void => {
    if (action !== "cart" && action !== "purchase") return;
    for (const itemId of items.slice(0, MAX_ITEMS)) {
      if (typeof itemId !== "string" || itemId === "") continue;
      const atMs = Date.now();
      onAction({ type: "attribute", itemId, action, atMs, eventId: eventId(atMs) }, due).catch(
        (thrown: unknown) => {
          console.warn(`personal-rank: ${asRankError(thrown, "worker-failed").message}`);
        },
      );
    }
  };
  const onClick = (event: Event): void => {
    const button =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>("[data-personal-rank-action]")
        : null;
    if (button === null) return;
    const items = (button.dataset["personalRankItem"] ?? "").split(",").map((id) => id.trim());
    tell(button.dataset["personalRankAction"], items, staysOpen(event));
  };
  const onEvent = (event: Event): void => {
    const detail: unknown = (event as CustomEvent).detail; // any script may dispatch it: checked below
    if (typeof detail !== "object" || detail === null) return;
    const { action, items } = detail as Partial<Record<string, unknown>>;
    if (Array.isArray(items)) tell(action, items);
  };
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("personal-rank:action", onEvent);
  return () => {
    document.removeEventListener("click", onClick, { capture: true });
    document.removeEventListener("personal-rank:action", onEvent);
  };
}
