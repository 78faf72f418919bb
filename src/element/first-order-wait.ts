/** How long the first order of a list may take, in ms: the tag waits 10 s for a framework to take over the page. */
const FIRST_ORDER_MS = 12_000;

/** Knows when a list has no order because it cannot have any, such as an empty one, and not because it is still being made. */
export interface FirstOrderWait {
  /** What is waited for begins anew. */
  restart(): void;
  /** True once, when the order is overdue: the worker answers in turn, so that an answer to what is asked now comes after any order. */
  becomesOverdue(): boolean;
  /** Notes that the worker is asked; what it returns is told whether there was an order by the time of the answer. */
  asks(): (hasOrder: boolean) => void;
  /** Whether there was none, though the worker had answered everything before. */
  readonly isInVain: boolean;
}

/** @param nowMs A clock that is never put back. */
export function firstOrderWait(nowMs: () => number): FirstOrderWait {
  let [sinceMs, isOverdue, isInVain] = [nowMs(), false, false];
  return {
    restart: () => ([sinceMs, isOverdue, isInVain] = [nowMs(), false, false]),
    becomesOverdue: () => {
      if (isOverdue || nowMs() - sinceMs < FIRST_ORDER_MS) return false;
      return (isOverdue = true);
    },
    asks: () => {
      const wasOverdue = isOverdue;
      return (hasOrder) => (isInVain = wasOverdue && isOverdue && !hasOrder);
    },
    get isInVain() {
      return isInVain;
    },
  };
}
