import type { Interaction } from "../ranking/interaction.ts";
import type { EventRecord } from "../store/schema.ts";
import type { Platform } from "./platform.ts";

const MAX_DWELL_MS = 30 * 60 * 1000;

/** Ties what happens on later pages to the ranking that led there. */
export interface Attribution {
  /** The dwell that ends now, if the visitor comes back from a click of the last half hour; else null. */
  dwellAt(atMs: number, eventId: string): Promise<Interaction | null>;
  /** A cart or purchase, credited to the newest ranking in which the item was clicked, or else shown; else null. */
  actionOn(
    itemId: string,
    action: { readonly type: "cart" | "purchase"; readonly atMs: number; readonly eventId: string },
  ): Promise<Interaction | null>;
}

/** @see Attribution */
export function attribution({ records }: Platform): Attribution {
  return {
    dwellAt: async (atMs, eventId) => {
      const newest = newestFirst(await records.getAll("events"));
      const click = newest.find(({ interaction }) => interaction.type === "click")?.interaction;
      if (click === undefined || atMs <= click.atMs || atMs - click.atMs > MAX_DWELL_MS) return null;
      const isCounted = newest.some(
        ({ interaction }) => interaction.type === "dwell" && interaction.atMs >= click.atMs,
      );
      if (isCounted) return null;
      return {
        type: "dwell",
        eventId,
        rankingId: click.rankingId,
        itemId: click.itemId,
        atMs,
        dwellMs: atMs - click.atMs,
      };
    },
    actionOn: async (itemId, action) => {
      const newest = newestFirst(await records.getAll("events")).filter(
        ({ interaction }) => interaction.itemId === itemId,
      );
      const cause = newest.find(({ interaction }) => interaction.type === "click") ?? newest[0];
      return cause === undefined ? null : { ...action, itemId, rankingId: cause.interaction.rankingId };
    },
  };
}

function newestFirst(events: readonly EventRecord[]): EventRecord[] {
  return [...events].sort((a, b) => b.interaction.atMs - a.interaction.atMs);
}
