import type { FeedbackSink } from "./feedback-sink.ts";

/** A sink that keeps what comes before there is anybody to learn from it. */
export interface QueuedFeedback {
  readonly sink: FeedbackSink;
  /** Begins to keep what comes: the visitor has consented. */
  open(): void;
  /** Hands over what came so far, and all that comes from now on. */
  passTo(sink: FeedbackSink): void;
  /** Lets go of everything: what comes from now on is dropped. */
  close(): void;
}

/** A thank-you page names a few dozen things at most; who sends more before anything has loaded is not reporting a visit. */
const MAX_QUEUED = 50;

/** @see QueuedFeedback */
export function queuedFeedback(): QueuedFeedback {
  let target: FeedbackSink | null = null;
  let queue: ((sink: FeedbackSink) => void)[] | null = null;
  const give = (call: (sink: FeedbackSink) => void): void => {
    if (target !== null) call(target);
    else if (queue !== null && queue.length < MAX_QUEUED) queue.push(call);
  };
  return {
    sink: {
      chosen: (...given) => give((sink) => sink.chosen(...given)),
      shown: (...given) => give((sink) => sink.shown(...given)),
      acted: (...given) => give((sink) => sink.acted(...given)),
    },
    open: () => {
      queue ??= [];
    },
    passTo: (sink) => {
      target = sink;
      for (const call of queue ?? []) call(sink);
      queue = null;
    },
    close: () => {
      target = null;
      queue = null;
    },
  };
}
