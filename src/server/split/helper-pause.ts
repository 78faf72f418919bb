import type { HelperUnreachable } from "./split-helper.ts";

/** For which a second server that could not be reached is left alone; of one process, over all its passes. */
export interface HelperPause {
  /** Why it is not to be asked now; null where it may be. */
  why(): HelperUnreachable | null;
  /** Begins a pause. */
  begin(why: HelperUnreachable): void;
}

/** So that waiting for one that hangs takes a thirteenth of the time at most, and one that refuses connections is asked in every pass. */
const TIMES_AS_LONG = 12;

/** @param nowMs Milliseconds since 1970: a clock that is put back ends a pause, and does not lengthen it. */
export function createHelperPause(nowMs: () => number): HelperPause {
  let last: { readonly why: HelperUnreachable; readonly sinceMs: number } | null = null;
  return {
    why: () => {
      if (last === null) return null;
      const hasLastedMs = nowMs() - last.sinceMs;
      return hasLastedMs >= 0 && hasLastedMs < TIMES_AS_LONG * last.why.waitedMs ? last.why : null;
    },
    begin: (why) => {
      last = { why, sinceMs: nowMs() };
    },
  };
}
