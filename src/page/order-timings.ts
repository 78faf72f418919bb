import { keepNewest } from "../base/keep-newest.ts";
import { MAX_TIMINGS, type OrderTiming } from "../worker/speed-report.ts";

type Stage = "readMs" | "answerMs" | "frameworkMs";

/** Measures one order on its way to the page; what was tried in vain before it counts too. */
export interface OrderWatch {
  /** What went by since the last lap belongs to this stage. */
  lap(stage: Stage): void;
  /** The order is there: what went by since the last lap was spent on moving cards. */
  done(order: Pick<OrderTiming, "rankingId" | "cards">): void;
}

/** How long the orders of a page took. */
export interface OrderTimings {
  /** The newest last, at most 200. */
  readonly all: readonly OrderTiming[];
  /** @param fromMs When the visitor did what a lesson was learned from (`performance.now()`); null if no lesson leads to this order. */
  watch(fromMs: number | null): OrderWatch;
  stop(): void;
}

/** What TypeScript's library does not know, and Chromium alone has. */
const told = performance as { readonly memory?: { readonly usedJSHeapSize: number } };

/** @see OrderTimings */
export function orderTimings(): OrderTimings {
  const all: OrderTiming[] = [];
  let leftMs = 0;
  const onHide = (): void => {
    leftMs = performance.now();
  };
  addEventListener("pagehide", onHide);
  return {
    all,
    watch: (fromMs) => {
      const askedMs = performance.now();
      const stages = { readMs: 0, answerMs: 0, frameworkMs: 0 };
      let lapMs = askedMs;
      return {
        lap: (stage) => {
          const nowMs = performance.now();
          stages[stage] += nowMs - lapMs;
          lapMs = nowMs;
        },
        done: (order) => {
          if ((fromMs ?? askedMs) < leftMs) return; // the page was kept meanwhile: nobody waited
          const nowMs = performance.now();
          keepNewest(
            all,
            {
              ...order,
              ...stages,
              moveMs: nowMs - lapMs,
              atMs: Date.now(),
              totalMs: nowMs - askedMs,
              lessonMs: fromMs === null ? null : nowMs - fromMs,
              pageHeapBytes: told.memory?.usedJSHeapSize ?? null,
            },
            MAX_TIMINGS,
          );
        },
      };
    },
    stop: () => removeEventListener("pagehide", onHide),
  };
}
