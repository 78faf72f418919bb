import { asRankError, RankError } from "../base/errors.ts";
import { workerClient, type WorkerClient } from "../worker/client.ts";
import type { Answers, Started } from "../worker/protocol.ts";
import { type DurableCall, pendingCalls } from "./pending-calls.ts";
import type { Settings } from "./settings.ts";

/** The page's side of one worker. Calls wait until it has started. */
export interface WorkerLink extends WorkerClient {
  /** Settles when the worker has started and has been told what earlier pages of this tab did not see answered. */
  readonly started: Promise<Started>;
  /**
   * Like `call`, but sent again by the tab's next page if this one goes away before the answer.
   *
   * @param due When to send it, if not at once; the next page may be earlier.
   */
  callDurably<Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
    due?: Promise<void>,
  ): Promise<Answers[Name]>;
}

/**
 * Makes and starts the worker of one tag.
 *
 * @throws {RankError} `worker-failed` if the browser refuses to make a worker from that URL.
 */
export function workerLink(
  settings: Settings,
  options: { onWarning: (error: RankError) => void; onDeath: (error: RankError) => void },
): WorkerLink {
  const client = workerClient(makeWorker(settings.workerUrl), options);
  const pending = pendingCalls();
  const { modelUrl, syncUrl, learner, learns, explore, holdOut, interleave, backend } = settings;

  const answered = async <Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
  ): Promise<Answers[Name]> => {
    try {
      const answer = await client.call<Name>(call);
      pending.forget(call);
      return answer;
    } catch (thrown) {
      // A worker that refuses a call will refuse it again; one that died may not.
      if (asRankError(thrown, "worker-failed").reason !== "worker-failed") pending.forget(call);
      throw thrown;
    }
  };
  const start = async (): Promise<Started> => {
    const left = pending.list();
    const begun = await client.call({
      type: "start",
      options: { modelUrl, syncUrl, learner, learns, explore, holdOut, interleave, backend },
    });
    for (const call of left) {
      await answered(call).catch((thrown: unknown) =>
        options.onWarning(asRankError(thrown, "worker-failed")),
      );
    }
    return begun;
  };
  const started = start();
  return {
    started,
    call: async (call) => {
      await started;
      return client.call(call);
    },
    callDurably: async (call, due) => {
      pending.remember(call);
      await due;
      await started;
      return answered(call);
    },
    stop: () => client.stop(),
  };
}

function makeWorker(url: string): Worker {
  try {
    return new Worker(url, { type: "module", name: "personal-rank" });
  } catch (cause) {
    throw new RankError(
      "worker-failed",
      `Cannot make a worker from "${url}" because the browser refused; serve it from the page's own origin and allow it in worker-src`,
      { cause },
    );
  }
}
