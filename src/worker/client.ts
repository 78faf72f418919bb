import { RankError } from "../base/errors.ts";
import { LEAVING_MS } from "../base/leaving-ms.ts";
import { isAnswer } from "./is-answer.ts";
import type { Answers, Call, Reply, Request } from "./protocol.ts";

/**
 * How long a call may take before the page gives up on the worker, in ms: the longest is the first ranking of a long
 * list, with the model still to be downloaded. Meanwhile the page shows the shop's order.
 */
const TIME_BUDGET_MS = 180_000;

/** Typed calls to the worker. Every pending call settles, also when the worker dies. */
export interface WorkerClient {
  call<Name extends Call["type"]>(call: Extract<Call, { type: Name }>): Promise<Answers[Name]>;
  /** The worker begins no transaction with the database for so long. */
  hold(forMs: number): void;
  /** Ends the worker; pending calls fail. */
  stop(): void;
}

/** What comes from a worker, before it is looked at. */
interface Unchecked {
  readonly type?: unknown;
  readonly callId?: unknown;
  readonly value?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

interface Pending {
  readonly call: Call;
  readonly resolve: (value: never) => void;
  readonly reject: (error: RankError) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/**
 * Wraps a worker.
 *
 * A worker that dies by itself fires no event. It therefore holds a Web Lock named by the page for as long as it
 * lives; the page queues for the same lock, and getting it means that the worker is gone.
 *
 * @param worker    Freshly made; it has not been sent anything yet.
 * @param options   `onWarning` is told of failures the worker could live with, `onDeath` once if the worker is
 *                  gone, and whether it had ever said anything: a page whose policy forbids it hears nothing.
 */
export function workerClient(
  worker: Worker,
  options: {
    onWarning: (error: RankError) => void;
    onDeath: (error: RankError, hasSpoken: boolean) => void;
  },
): WorkerClient {
  const pending = new Map<number, Pending>();
  let lastCallId = 0;
  const ending = new AbortController();
  const { signal } = ending;
  let hasSpoken = false;

  const die = (error: RankError): void => {
    if (signal.aborted) return;
    ending.abort();
    worker.terminate();
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    pending.clear();
  };
  const fail = (message: string): void => {
    if (signal.aborted) return;
    const error = new RankError("worker-failed", message);
    die(error);
    options.onDeath(error, hasSpoken);
  };

  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const failed = (why: string): void =>
      fail(
        `Cannot rank because the worker failed: ${why}; see docs/hosting.md for what the page's Content-Security-Policy has to allow`,
      );
    if (event.message) failed(event.message);
    else setTimeout(() => failed("its script did not load"), LEAVING_MS);
  });
  worker.addEventListener("messageerror", () => fail("Cannot read what the worker said"));
  worker.addEventListener("message", ({ data }: MessageEvent<Unchecked | null>) => {
    hasSpoken = true;
    if (data?.type === "warning") return options.onWarning(errorOf(data));
    if (data?.type !== "answer" && data?.type !== "failure") return;
    const asked = pending.get(data.callId as number); // of what is no number there is none
    if (asked === undefined) return; // it ran out of time before
    if (data.type === "answer" && !isAnswer(asked.call, data.value)) {
      fail(`Cannot use what the worker answered to "${asked.call.type}"`);
      return;
    }
    pending.delete(data.callId as number);
    clearTimeout(asked.timer);
    if (data.type === "answer") asked.resolve(data.value as never); // checked above, as far as anything here depends on it
    else asked.reject(errorOf(data));
  });
  watch(worker, signal, () => fail("Cannot rank because the worker ended"));

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(new RankError("worker-failed", `Cannot "${call.type}" because the worker has ended`));
          return;
        }
        const callId = ++lastCallId;
        worker.postMessage({ type: "call", callId, call } satisfies Request); // throws what cannot be sent, which then nobody waits for
        const timer = setTimeout(
          () => fail(`Cannot "${call.type}" because the worker did not answer within ${TIME_BUDGET_MS} ms`),
          TIME_BUDGET_MS,
        );
        pending.set(callId, { call, resolve, reject, timer });
      }),
    hold: (forMs) => worker.postMessage({ type: "hold", forMs } satisfies Request),
    stop: () => die(new RankError("worker-failed", "The worker was stopped")),
  };
}

/** What a worker says of a failure, whatever it says. */
function errorOf({ reason, message }: Unchecked): RankError {
  const isTold = typeof reason === "string" && typeof message === "string";
  return isTold
    ? new RankError(reason as RankError["reason"], message) // of our own worker it is one of them
    : new RankError("worker-failed", "The worker failed");
}

/** @param signal Aborted when nobody asks any more: a page that is frozen now and then gets a new worker each time. */
function watch(worker: Worker, signal: AbortSignal, onEnd: () => void): void {
  if (navigator.locks === undefined) return; // no secure context: the time budgets have to do
  const lockName = `personal-rank-alive-${crypto.randomUUID()}`;
  let queueing = new AbortController();
  const queue = (): void => {
    queueing = new AbortController();
    navigator.locks.request(lockName, { signal: queueing.signal }, onEnd).catch(() => undefined); // left the queue
  };
  const onReady = ({ data }: MessageEvent<Reply | null>): void => {
    if (data?.type !== "alive") return;
    worker.removeEventListener("message", onReady);
    queue();
    // A page that waits for a lock is not kept for the way back: it leaves the queue while it is out of sight, and when its client ends.
    const leave = (): void => queueing.abort();
    signal.addEventListener("abort", leave);
    addEventListener("pagehide", leave, { signal });
    const onShow = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) queue();
    };
    addEventListener("pageshow", onShow, { signal });
  };
  worker.addEventListener("message", onReady);
  worker.postMessage({ type: "stay-alive", lockName } satisfies Request);
}
