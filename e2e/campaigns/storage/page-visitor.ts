import type { Answers, Call, Reply, StartOptions } from "../../../src/worker/protocol.ts";
import type { FaultPlan, FaultReport } from "./faulty-database.ts";

/** One worker of the product in a page that has nothing else, with the product's own messages. */
export interface PageVisitor {
  /** Makes a worker in the place of the last one. */
  open(options: Partial<StartOptions>, plan?: FaultPlan): Promise<Answers["start"]>;
  /** @throws {Error} with what the worker says, if it refuses. */
  call<Name extends Call["type"]>(call: Extract<Call, { type: Name }>): Promise<Answers[Name]>;
  /** Of this worker. */
  warnings(): readonly string[];
  report(): Promise<FaultReport>;
  /** Ends the worker at once, whatever it is at. */
  close(): void;
  /** All records, by kind; null where there is no database. */
  records(): Promise<Record<string, unknown[]> | null>;
}

declare global {
  interface Window {
    visitor: PageVisitor;
  }
}

/** Puts {@link PageVisitor} on a page. Sent there as text: it may refer to nothing outside. */
export function installVisitor(): void {
  const PATIENCE_MS = 60_000;
  let worker: Worker | null = null;
  let warnings: string[] = [];
  let lastCallId = 0;
  const waiting = new Map<number, (reply: Extract<Reply, { callId: number }>) => void>();
  let onReport: (report: FaultReport) => void = () => undefined;

  const call = (asked: Call): Promise<never> =>
    new Promise((resolve, reject) => {
      const callId = ++lastCallId;
      const timer = setTimeout(
        () => reject(new Error(`no answer to "${asked.type}" in ${PATIENCE_MS / 1_000} s`)),
        PATIENCE_MS,
      );
      waiting.set(callId, (reply) => {
        clearTimeout(timer);
        waiting.delete(callId);
        if (reply.type === "answer") resolve(reply.value as never);
        else reject(new Error(`${asked.type}: ${reply.reason}: ${reply.message}`));
      });
      worker!.postMessage({ type: "call", callId, call: asked });
    });
  window.visitor = {
    open: (options, plan) => {
      worker?.terminate();
      warnings = [];
      waiting.clear();
      const query = plan === undefined ? "" : `?plan=${encodeURIComponent(JSON.stringify(plan))}`;
      worker = new Worker(`/personal-rank-worker.js${query}`, { type: "module", name: "campaign" });
      worker.addEventListener("message", ({ data }: MessageEvent) => {
        const reply = data as Reply | { type: "operations"; report: FaultReport };
        if (reply.type === "operations") onReport(reply.report);
        else if (reply.type === "warning") warnings.push(`${reply.reason}: ${reply.message}`);
        else if (reply.type !== "alive") waiting.get(reply.callId)?.(reply);
      });
      worker.addEventListener("error", (event) => warnings.push(`the worker failed: ${event.message}`));
      return call({
        type: "start",
        options: {
          modelUrl: `${location.origin}/models/shelf-tiny/`,
          syncUrl: null,
          syncKey: null,
          syncToken: null,
          learner: "bayes",
          learns: "last-layer",
          explore: "none",
          holdOut: 0,
          interleave: "none",
          monitor: "none",
          backend: "wasm",
          ...options,
        },
      });
    },
    call,
    warnings: () => warnings,
    report: () =>
      new Promise((resolve) => {
        onReport = resolve;
        worker!.postMessage({ type: "count-operations" });
      }),
    close: () => worker?.terminate(),
    records: async () => {
      const database = await new Promise<IDBDatabase | null>((resolve, reject) => {
        const opening = indexedDB.open("personal-rank");
        let isNone = false;
        opening.addEventListener("upgradeneeded", () => {
          isNone = true; // there was none, and there is to be none
          opening.transaction!.abort();
        });
        opening.addEventListener("success", () => resolve(opening.result));
        opening.addEventListener("error", () => (isNone ? resolve(null) : reject(opening.error!)));
      });
      if (database === null) return null;
      const records: Record<string, unknown[]> = {};
      const kinds = [...database.objectStoreNames];
      const transaction = kinds.length === 0 ? null : database.transaction(kinds);
      await Promise.all(
        kinds.map(
          (kind) =>
            new Promise<void>((resolve, reject) => {
              const reading = transaction!.objectStore(kind).getAll();
              reading.addEventListener("success", () => {
                records[kind] = reading.result as unknown[];
                resolve();
              });
              reading.addEventListener("error", () => reject(reading.error!));
            }),
        ),
      );
      database.close();
      return records;
    },
  };
}
