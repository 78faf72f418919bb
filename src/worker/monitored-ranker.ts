import { asRankError } from "../base/errors.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Learned, Started } from "./protocol.ts";
import type { Ranker } from "./ranker.ts";

/** What a ranker is monitored with. */
export interface MonitoredBy {
  readonly monitor: Monitoring;
  /** Milliseconds, monotonic. */
  readonly clockMs: () => number;
  /** Where texts are encoded; null as long as none were. */
  readonly backend: () => Started["backend"];
}

/**
 * A ranker of which it is noted how long the page's first ranking and each update took, where texts are encoded once some are, and
 * which calls failed.
 */
export function monitoredRanker(ranker: Ranker, { monitor, clockMs, backend }: MonitoredBy): Ranker {
  let hasRanked = false;
  let isOpened = false;
  const backendNow = (): Started["backend"] => {
    const now = backend();
    isOpened ||= now !== null;
    return now;
  };
  const noteOpening = async (): Promise<void> => {
    const opened = isOpened ? null : backendNow();
    if (opened !== null) await monitor.opened(opened);
  };
  /** Nobody waits for a note but the next call, so that nothing is written after everything was forgotten. */
  let noting: Promise<void> = Promise.resolve();
  const afterwards = (note: () => Promise<void>): void => {
    noting = noting.then(note);
  };
  return {
    started: () => ranker.started(),
    stored: async () => {
      await ranker.stored();
      await noting;
    },
    answer: async (call) => {
      const startedMs = clockMs();
      try {
        const answer = await ranker.answer(call);
        const ms = clockMs() - startedMs;
        if (call.type === "rank" && !hasRanked) {
          hasRanked = true;
          afterwards(async () => monitor.ranked(ms, backendNow()));
        } else if (call.type === "rank" || call.type === "prepare") afterwards(noteOpening);
        // Answers of "learn" are what was learned; the type of all calls together does not say so.
        if (call.type === "learn" && (answer as Learned).didUpdate) afterwards(() => monitor.learned(ms));
        return answer;
      } catch (thrown) {
        const { reason } = asRankError(thrown, call.type === "rank" ? "model-failed" : "worker-failed");
        afterwards(() => monitor.failed(reason));
        throw thrown;
      }
    },
  };
}
