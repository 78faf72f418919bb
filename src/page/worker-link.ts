import { asRankError, RankError } from "../base/errors.ts";
import { workerClient, type WorkerClient } from "../worker/client.ts";
import type { Answers, Call, Started } from "../worker/protocol.ts";
import { makeWorker } from "./make-worker.ts";
import { type DurableCall, pendingCalls } from "./feedback/pending-calls.ts";
import type { Settings } from "./settings.ts";

/** How long the worker leaves the database alone, in ms, when another page may be about to come; a download comes instead. */
const HOLD_MS = 5_000;

const NOTHING_LEARNED = { generation: 0, didUpdate: false };

/** The page's side of one worker. Calls wait until it has started. */
export interface WorkerLink extends Pick<WorkerClient, "call" | "stop"> {
  /** Settles when the worker has started and has been told what earlier pages of this tab did not see answered. */
  readonly started: Promise<Started>;
  /**
   * Like `call`, but sent again by the tab's next page if this one goes away before the answer, or if the worker dies before it: a call
   * that ends workers must not end the new one too. It is then answered as one that changed nothing, and dropped after a second death.
   *
   * @param due When to send it, if not at once; the next page may be earlier.
   */
  callDurably<Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
    due?: Promise<void>,
  ): Promise<Answers[Name]>;
}

/**
 * Makes and starts the worker of one tag. `started` is rejected with `worker-failed` if the browser refuses to make it. One that fails
 * after it has begun to speak is made anew, once on a page, and asked again; of any other end `onDeath` is told.
 *
 * A page that is kept for the way back is frozen, with its worker. One that is at work then may hold the lock of the writer or
 * the database, and the next page would wait for both: WebKit lets it wait without end, Chromium throws the kept page away. So
 * the worker ends with its page's time, and is made anew when the page is back; what it was asked is asked again. The same where
 * Chromium freezes a tab that nobody has looked at for a while: all other tabs of the shop would wait for it.
 *
 * @see https://wicg.github.io/page-lifecycle/
 *
 * WebKit never ends a transaction of a worker that is ended meanwhile: its object stores then answer nobody any more, in any page,
 * until the browser is closed. It ends the worker too late for asking it to hurry, so there it is told not to begin any as soon
 * as another page may come.
 *
 * @see https://bugs.webkit.org/show_bug.cgi?id=324094
 */
export function workerLink(
  settings: Settings,
  options: { onWarning: (error: RankError) => void; onDeath: (error: RankError) => void },
): WorkerLink {
  const pending = pendingCalls();
  let client: WorkerClient | null = null;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isBeginning = true;
  /** Without storage a worker is all there is of what it learned. */
  let isStored = true;
  /** Called when the page is back; null unless its worker was ended. */
  let comeBack: (() => void) | null = null;
  let hasRestarted = false;
  /** What the calls failed with that a worker had been sent when it died. */
  let death: unknown;

  const make = async (): Promise<WorkerClient> => {
    client = workerClient(await makeWorker(settings.worker), { onWarning: options.onWarning, onDeath });
    if (signal.aborted) client.stop();
    return client;
  };
  let making = make();

  const ask = async <Name extends Call["type"]>(
    call: Extract<Call, { type: Name }>,
    ready: () => Promise<unknown>,
    isDurable = false,
  ): Promise<Answers[Name]> => {
    for (;;) {
      await ready();
      const asked = await making;
      try {
        return await asked.call<Name>(call);
      } catch (thrown) {
        // What was asked of a client that another comes for, or has come for, is asked again.
        if (client === asked || signal.aborted || (isDurable && thrown === death)) throw thrown;
      }
    }
  };
  const askDurably = async <Name extends DurableCall["type"]>(
    call: Extract<DurableCall, { type: Name }>,
    ready: () => Promise<unknown>,
  ): Promise<Answers[Name]> => {
    try {
      const answer = await ask<Name>(call, ready, true);
      pending.forget(call);
      return answer;
    } catch (thrown) {
      if (thrown === death) {
        pending[call.hasMetDeath ? "forget" : "remember"]({ ...call, hasMetDeath: true });
        return NOTHING_LEARNED;
      }
      // A worker that refuses a call will refuse it again.
      if (asRankError(thrown, "worker-failed").reason !== "worker-failed") pending.forget(call);
      throw thrown;
    }
  };
  const begin = async (): Promise<Started> => {
    isBeginning = true;
    const answer = await ask({ type: "start", options: settings.start }, () => making);
    isBeginning = false;
    isStored = answer.storage === "indexeddb";
    return answer;
  };
  let begun = begin();
  const telling = (async () => {
    const left = pending.list();
    await begun;
    for (const call of left) {
      await askDurably(call, () => begun).catch((thrown: unknown) =>
        options.onWarning(asRankError(thrown, "worker-failed")),
      );
    }
  })();
  const isReady = async (): Promise<Started> => {
    await telling;
    return begun;
  };

  const replace = (when: Promise<void>): void => {
    client = null;
    making = when.then(make);
    if (isBeginning) return; // it asks again by itself
    begun = making.then(begin);
    begun.catch(options.onDeath);
  };
  const onDeath = (error: RankError, hasSpoken: boolean): void => {
    if (!isBeginning) death = error;
    if (!hasSpoken || hasRestarted) return options.onDeath(error);
    hasRestarted = true;
    options.onWarning(new RankError(error.reason, `${error.message}; it is started again`));
    replace(Promise.resolve());
  };
  const suspend = (): void => {
    if (client === null || !isStored) return;
    const gone = client;
    replace(
      new Promise((resolve) => {
        comeBack = resolve;
      }),
    );
    gone.stop();
  };
  const onHide = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) suspend();
  };
  const onShow = (): void => {
    comeBack?.();
    comeBack = null;
  };
  const onLeave = (): void => client?.hold(HOLD_MS);
  if (navigator.vendor.startsWith("Apple")) addEventListener("beforeunload", onLeave, { signal });
  addEventListener("pagehide", onHide, { signal });
  addEventListener("pageshow", onShow, { signal });
  document.addEventListener("freeze", suspend, { signal });
  document.addEventListener("resume", onShow, { signal });

  return {
    get started() {
      return isReady();
    },
    call: (call) => ask(call, isReady),
    callDurably: async (call, due) => {
      pending.remember(call);
      await due;
      return askDurably(call, isReady);
    },
    stop: () => {
      stopping.abort();
      making.then((made) => made.stop()).catch(() => undefined); // it was never made
    },
  };
}
