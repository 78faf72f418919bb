import { isAction } from "../../ranking/interaction.ts";
import { parseInteraction } from "../../ranking/parse-interaction.ts";
import type { Call } from "../../worker/protocol.ts";

/** A call that must not be lost if the page goes away before the worker has answered it. */
export type DurableCall = Extract<Call, { type: "learn" | "attribute" }> & {
  /** Whether a worker has died of it, or beside it. */
  readonly hasMetDeath?: true | undefined;
};

const STORAGE_KEY = "personal-rank:pending";
const MAX_PENDING = 100;

/**
 * Remembers calls in the tab's `sessionStorage` until the worker has answered them: a click that follows a link ends
 * the page, and its worker with it, often before the click is stored. The next page sends them again; the worker
 * counts each event once. Only used after consent.
 */
export interface PendingCalls {
  remember(call: DurableCall): void;
  forget(call: DurableCall): void;
  /** What is remembered, oldest first. */
  list(): DurableCall[];
  erase(): void;
}

/** @see PendingCalls */
export function pendingCalls(): PendingCalls {
  const list = (): DurableCall[] => {
    try {
      const parsed: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? "[]");
      return Array.isArray(parsed) ? parsed.map(parseCall).filter((call) => call !== null) : [];
    } catch {
      return []; // storage is refused, or another script wrote there: nothing of ours is lost
    }
  };
  const write = (calls: readonly DurableCall[]): void => {
    try {
      if (calls.length === 0) sessionStorage.removeItem(STORAGE_KEY);
      else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(calls.slice(-MAX_PENDING)));
    } catch {
      // Refused or full: the call still reaches the worker if the page lives on.
    }
  };
  const others = (call: DurableCall): DurableCall[] => list().filter((other) => keyOf(other) !== keyOf(call));
  return {
    remember: (call) => write([...others(call), call]),
    forget: (call) => write(others(call)),
    list,
    erase: () => write([]),
  };
}

function keyOf(call: DurableCall): string {
  return call.type === "learn" ? call.interactions.map(({ eventId }) => eventId).join() : call.eventId;
}

/** Any script of the page may have written there. */
function parseCall(value: unknown): DurableCall | null {
  if (typeof value !== "object" || value === null) return null;
  const call = value as Partial<Record<string, unknown>>;
  const hasMetDeath = call["hasMetDeath"] === true || undefined;
  if (call["type"] === "learn") {
    const interactions = Array.isArray(call["interactions"])
      ? call["interactions"].map(parseInteraction)
      : [];
    return interactions.length > 0 && !interactions.includes(null)
      ? {
          type: "learn",
          interactions: interactions.filter((interaction) => interaction !== null),
          hasMetDeath,
        }
      : null;
  }
  // An attribution has the fields of an interaction but for the ranking, which the worker finds.
  const parsed = parseInteraction({ ...call, type: call["action"], rankingId: "unknown" });
  if (parsed === null || !isAction(parsed.type)) return null;
  const { type: action, itemId, atMs, eventId } = parsed;
  return { type: "attribute", action, itemId, atMs, eventId, hasMetDeath };
}
