/// <reference lib="webworker" />
import { asRankError, RankError } from "../base/errors.ts";
import { LEAVING_MS } from "../base/leaving-ms.ts";
import { plainMaths } from "../learning/plain-maths.ts";
import { createHeadKernels } from "../model/wasm/head-kernels.ts";
import { openRecords } from "../store/open-records.ts";
import type { Platform } from "./platform.ts";
import type { Answers, Call, Reply, Request } from "./protocol.ts";
import { createRanker, type Ranker } from "./ranker.ts";
import { withFreeLock, withLock } from "./with-lock.ts";

declare const self: DedicatedWorkerGlobalScope;

/** What TypeScript's library does not know yet, and not every browser has. */
const told = navigator as {
  readonly deviceMemory?: number;
  readonly connection?: { readonly saveData?: boolean };
};

/** Workers are not told when a thread is idle; this long after a ranking the visitor is reading. */
const IDLE_AFTER_MS = 2_000;
const WRITER_LOCK = "personal-rank-writer";
const UPLOADER_LOCK = "personal-rank-uploader";

let mayBegin: Promise<void> = Promise.resolve();
let ranker: Ranker | null = null;
/** Calls are answered one after another, in the order they came. */
let lastAnswer: Promise<void> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.type === "stay-alive") {
    navigator.locks
      .request(data.lockName, () => {
        reply({ type: "alive" });
        return new Promise(() => undefined); // held until the worker ends
      })
      .catch(() => undefined); // refused, as storage is: the page's time budgets have to do
    return;
  }
  if (data.type === "hold") {
    mayBegin = new Promise((resolve) => setTimeout(resolve, data.forMs));
    return;
  }
  const { callId, call } = data;
  lastAnswer = lastAnswer.then(async () => {
    try {
      reply({ type: "answer", callId, value: await answer(call) });
      await ranker?.stored();
    } catch (thrown) {
      const { reason, message } = asRankError(
        thrown,
        call.type === "rank" ? "model-failed" : "worker-failed",
      );
      reply({ type: "failure", callId, reason, message });
    }
  });
});

async function answer(call: Call): Promise<Answers[keyof Answers]> {
  if (call.type === "start") {
    ranker = createRanker(await platform(), call.options);
    return ranker.started();
  }
  if (ranker === null) throw new RankError("protocol", `Cannot "${call.type}" before "start"`);
  return ranker.answer(call);
}

async function platform(): Promise<Platform> {
  // A page that goes away breaks off what is under way, and nothing is wrong then.
  const warn = ({ reason, message }: RankError): void =>
    void setTimeout(() => reply({ type: "warning", reason, message }), LEAVING_MS);
  const [records, headMaths] = await Promise.all([
    openRecords(warn, () => mayBegin),
    createHeadKernels().catch(() => plainMaths), // slower, and the same to the last bit: nothing to be warned of
  ]);
  return {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    random: () => crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32,
    records,
    headMaths,
    gpu: navigator.gpu,
    userAgent: navigator.userAgent,
    machine: { cores: navigator.hardwareConcurrency, memoryGiB: told.deviceMemory ?? null },
    makeHelper: canHaveHelpers() ? makeHelper : null,
    savesData: told.connection?.saveData === true,
    clockMs: () => performance.now(),
    whenIdle: (action) => setTimeout(action, IDLE_AFTER_MS),
    exclusively: (action) => withLock(navigator.locks, WRITER_LOCK, action),
    unlessUploading: (action) => withFreeLock(navigator.locks, UPLOADER_LOCK, action),
    warn,
  };
}

/**
 * A worker that was made from a text does not know where its files lie. And Firefox (153) sometimes never returns from making a worker
 * in a worker: the thread waits for a signal that the new one has taken. In one of ten journeys a list was never ranked, without in none of 50.
 */
function canHaveHelpers(): boolean {
  return (
    typeof Worker !== "undefined" &&
    self.location.protocol !== "blob:" &&
    !navigator.userAgent.includes("Gecko/") // others are only "like Gecko"
  );
}

/** In a file of its own: most pages need none. */
function makeHelper(): Worker {
  return new Worker(new URL("personal-rank-encode-worker.js", self.location.href), {
    type: "module",
    name: "personal-rank encode",
  });
}

function reply(message: Reply): void {
  self.postMessage(message);
}
