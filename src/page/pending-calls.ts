import type { Call } from "../worker/protocol.ts";

/** A call that must not be lost if the page goes away before the worker has answered it. */
export type DurableCall = Extract<Call, { type: "learn" | "attribute" }>;

const STORAGE_KEY = "personal-rank:pending";
const MAX_PENDING = 100;

/**
 * Remembers calls in the tab's `sessionStorage` until the worker has answered them: a click that follows a link ends
 * the page, and its worker with it, often before the click is stored. The next page sends them again; the worker
 * counts each event once. Only used after consent.
 */
export interface PendingCalls {
  /** @returns A function that forgets the call; call it once it was answered. */
  remember(call: DurableCall): () => void;
  /** What earlier pages of this tab did not see answered. */
  takeOver(): DurableCall[];
  erase(): void;
}

/** @see PendingCalls */
export function pendingCalls(): PendingCalls {
  const read = (): DurableCall[] => {
    try {
      const parsed: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? "[]");
      return Array.isArray(parsed) ? parsed.filter(isDurableCall) : [];
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
  return {
    remember: (call) => {
      write([...read(), call]);
      const key = keyOf(call);
      return () => write(read().filter((other) => keyOf(other) !== key));
    },
    takeOver: () => {
      const calls = read();
      write([]);
      return calls;
    },
    erase: () => write([]),
  };
}

function keyOf(call: DurableCall): string {
  return call.type === "learn" ? call.interactions.map(({ eventId }) => eventId).join() : call.eventId;
}

/** What lies there was written by an earlier page; the worker checks ids and shapes again before it learns. */
function isDurableCall(value: unknown): value is DurableCall {
  if (typeof value !== "object" || value === null) return false;
  const call = value as Partial<Record<string, unknown>>;
  if (call["type"] === "attribute")
    return typeof call["eventId"] === "string" && typeof call["itemId"] === "string";
  return call["type"] === "learn" && Array.isArray(call["interactions"]);
}
