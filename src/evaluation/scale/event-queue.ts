/** Events in the order of their times. */
export interface EventQueue<Event> {
  add(atDays: number, event: Event): void;
  /** Takes the earliest one; null if there is none. Of several at one time, the one that was added first. */
  take(): { readonly atDays: number; readonly event: Event } | null;
}

interface Entry<Event> {
  readonly atDays: number;
  readonly turn: number;
  readonly event: Event;
}

/** A binary heap: O(log n) each way. */
export function createEventQueue<Event>(): EventQueue<Event> {
  const heap: Entry<Event>[] = [];
  let turn = 0;
  const isBefore = (a: Entry<Event>, b: Entry<Event>): boolean =>
    a.atDays < b.atDays || (a.atDays === b.atDays && a.turn < b.turn);
  const swap = (one: number, other: number): void => {
    [heap[one], heap[other]] = [heap[other], heap[one]];
  };
  return {
    add: (atDays, event) => {
      heap.push({ atDays, turn: turn++, event });
      for (let at = heap.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!isBefore(heap[at], heap[parent])) break;
        swap(at, parent);
        at = parent;
      }
    },
    take: () => {
      if (heap.length === 0) return null;
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        if (left >= heap.length) break;
        const child = right < heap.length && isBefore(heap[right], heap[left]) ? right : left;
        if (!isBefore(heap[child], heap[at])) break;
        swap(at, child);
        at = child;
      }
      return first === undefined ? null : { atDays: first.atDays, event: first.event };
    },
  };
}
