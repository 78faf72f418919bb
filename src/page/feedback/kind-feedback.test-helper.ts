import type { Kind } from "../kinds.ts";
import { observeKind } from "./kind-feedback.ts";
import type { CardOf } from "./page-item.ts";

/** Cards of the test pages are what has a `data-id`. */
export const cardOf: CardOf = (element) => {
  const card = element.closest<HTMLElement>("[data-id]");
  return card === null ? null : { id: card.dataset["id"]!, element: card };
};

/** Observes the test page and keeps what was told, e.g. `engage a`. For tests. */
export function observed(kind: Kind, now: () => number = () => performance.now()): Observed {
  const told: string[] = [];
  const stop = observeKind(
    kind,
    {
      chosen: (itemId) => told.push(`chosen ${itemId}`),
      shown: () => undefined,
      acted: (action, itemIds) => told.push(...itemIds.map((itemId) => `${action} ${itemId}`)),
    },
    { cardOf, now },
  );
  return { told, stop };
}

export interface Observed {
  readonly told: readonly string[];
  readonly stop: () => void;
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the page says of itself in JSON-LD. */
export function describePage(...entities: unknown[]): void {
  for (const entity of entities) {
    const script = document.createElement("script");
    script.type = "application/ld+json";
    script.textContent = typeof entity === "string" ? entity : JSON.stringify(entity);
    document.body.append(script);
  }
}
