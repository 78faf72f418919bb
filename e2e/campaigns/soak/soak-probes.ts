import type { CDPSession, Page } from "playwright";
import type { WorkerCounts } from "./soak-worker.ts";

/** What a tab holds at one moment, after what is garbage was collected. */
export interface Probe extends PageProbe {
  readonly worker: Heap;
  readonly counts: WorkerCounts;
  readonly pageTimers: number;
  /** By store. */
  readonly records: Readonly<Record<string, { readonly count: number; readonly bytes: number }>>;
  /** What the browser says that the origin takes: the database's files, with what it has not tidied up. */
  readonly diskBytes: number;
  readonly sessionCharacters: number;
}

/** What of it is the page's. */
export interface PageProbe {
  readonly page: Heap;
  readonly nodes: number;
  readonly listeners: number;
}

/** Bytes of JavaScript, of the browser's own objects behind it, and of buffers. */
interface Heap {
  readonly js: number;
  readonly dom: number;
  readonly buffers: number;
}

/** Looks at a tab and its worker. */
export interface Probes {
  page(): Promise<PageProbe>;
  whole(): Promise<Probe>;
}

/** Of the DevTools protocol. */
interface ProtocolAnswer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** For an answer. */
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const ENDED = "The worker that is looked at has ended";

type Send = (method: string, params?: object) => Promise<unknown>;

/** @param page That has its worker already; a worker that comes later is not looked at. */
export async function openProbes(page: Page): Promise<Probes> {
  const session = await page.context().newCDPSession(page);
  const ofPage: Send = (method, params) => session.send(method as "Runtime.getHeapUsage", params);
  const ofWorker = await workerSession(session);
  const probePage = async (): Promise<PageProbe> => {
    const heap = await heapOf(ofPage);
    const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
    return { page: heap, nodes, listeners: jsEventListeners };
  };
  return {
    page: probePage,
    whole: async () => {
      const worker = await heapOf(ofWorker);
      const expression = "soakCounts()";
      const { result } = (await ofWorker("Runtime.evaluate", { expression, returnByValue: true })) as {
        result: { value: WorkerCounts };
      }; // as written there
      const ofPageNow = await probePage();
      return { ...ofPageNow, worker, counts: result.value, ...(await page.evaluate(lookAtPage)) };
    },
  };
}

async function heapOf(send: Send): Promise<Heap> {
  // What the first one has found to be garbage may have held more.
  await send("HeapProfiler.collectGarbage");
  await send("HeapProfiler.collectGarbage");
  const usage = (await send("Runtime.getHeapUsage")) as {
    usedSize: number;
    embedderHeapUsedSize?: number;
    backingStorageSize?: number;
  }; // by the protocol
  return {
    js: usage.usedSize,
    dom: usage.embedderHeapUsedSize ?? 0,
    buffers: usage.backingStorageSize ?? 0,
  };
}

/** Sends commands of the DevTools protocol to the page's ranking worker; each rejects if it is refused, or the worker ends. */
async function workerSession(session: CDPSession): Promise<Send> {
  const waiting = new Map<number, Waiting>();
  let lookedAt: string | null = null;
  let hasEnded = false;
  session.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => {
    if (sessionId !== lookedAt) return;
    const { id = 0, result, error } = JSON.parse(message) as ProtocolAnswer;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`The worker cannot be looked at: ${error.message}`));
    waiting.delete(id);
  });
  session.on("Target.detachedFromTarget", ({ sessionId }) => {
    if (sessionId !== lookedAt) return;
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(new Error(ENDED));
    waiting.clear();
  });
  session.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
    if (targetInfo.url.endsWith("personal-rank-worker.js")) lookedAt ??= sessionId;
  });
  // The browser tells of all workers that are there before it answers.
  await session.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  if (lookedAt === null) throw new Error("The page has no worker to look at");
  const sessionId: string = lookedAt;
  let lastId = 0;
  return (method, params = {}) => {
    if (hasEnded) return Promise.reject(new Error(ENDED));
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      session.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
    });
  };
}

/** Runs in the page; may refer to nothing outside. */
async function lookAtPage(): Promise<
  Pick<Probe, "pageTimers" | "records" | "diskBytes" | "sessionCharacters">
> {
  const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error!));
    });
  const sizeOf = (value: unknown): number => {
    if (typeof value === "string") return 2 * value.length;
    if (ArrayBuffer.isView(value)) return value.byteLength;
    if (typeof value !== "object" || value === null) return 8;
    return Object.entries(value).reduce((sum, [key, inside]) => sum + key.length + sizeOf(inside), 0);
  };
  const database = await settled(indexedDB.open("personal-rank"));
  const kinds = [...database.objectStoreNames];
  const transaction = database.transaction(kinds);
  const records = await Promise.all(
    kinds.map(async (kind) => {
      const all: unknown[] = await settled(transaction.objectStore(kind).getAll());
      return [kind, { count: all.length, bytes: all.reduce<number>((sum, one) => sum + sizeOf(one), 0) }];
    }),
  );
  database.close();
  const { usage = 0 } = await navigator.storage.estimate();
  return {
    pageTimers: window.soakClock.timers(),
    records: Object.fromEntries(records) as Probe["records"],
    diskBytes: usage,
    sessionCharacters: JSON.stringify(sessionStorage).length,
  };
}
