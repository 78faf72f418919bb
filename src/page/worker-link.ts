import { RankError } from "../base/errors.ts";
import { workerClient, type WorkerClient } from "../worker/client.ts";
import type { Answers } from "../worker/protocol.ts";
import { type DurableCall, pendingCalls } from "./pending-calls.ts";
import type { Settings } from "./settings.ts";

/** The page's side of one started worker. */
export interface WorkerLink extends WorkerClient {
  /** Like `call`, but sent again by the tab's next page if this one goes away before the answer. */
  callDurably<Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
  ): Promise<Answers[Name]>;
  /** Sends what earlier pages of this tab did not see answered. */
  resendPending(): Promise<void>;
  /** Forgets what waits to be sent again. */
  erasePending(): void;
}

/**
 * Makes the worker of one tag. It loads nothing until it is asked to.
 *
 * @throws {RankError} `worker-failed` if the browser refuses to make a worker from that URL.
 */
export function workerLink(
  settings: Settings,
  options: { onWarning: (error: RankError) => void; onDeath: (error: RankError) => void },
): WorkerLink {
  const client = workerClient(makeWorker(settings.workerUrl), options);
  const pending = pendingCalls();
  const callDurably = async <Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
  ): Promise<Answers[Name]> => {
    const forget = pending.remember(call);
    const answer = await client.call<Name>(call);
    forget();
    return answer;
  };
  return {
    ...client,
    callDurably,
    resendPending: async () => {
      for (const call of pending.takeOver()) await callDurably(call);
    },
    erasePending: () => pending.erase(),
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
