import type { Call, Reply } from "./serve-calls.ts";

/** What the driver calls in the page: every engine lives in a dedicated worker, as in a shop. */
export interface BenchPage {
  open(engine: string, script: string): void;
  call(engine: string, method: string, argument: unknown): Promise<unknown>;
  close(engine: string): void;
}

interface Engine {
  readonly worker: Worker;
  readonly pending: Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>;
}

const engines = new Map<string, Engine>();
let lastId = 0;

const bench: BenchPage = {
  open(name, script) {
    const worker = new Worker(script, { type: "module" });
    const engine: Engine = { worker, pending: new Map() };
    engines.set(name, engine);
    const failAll = (message: string): void => {
      for (const call of engine.pending.values()) call.reject(new Error(`${name}: ${message}`));
      engine.pending.clear();
    };
    worker.addEventListener("error", (event) => failAll(event.message || "its script did not load"));
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const call = engine.pending.get(data.id);
      engine.pending.delete(data.id);
      if ("error" in data) call?.reject(new Error(`${name}: ${data.error}`));
      else call?.resolve(data.value);
    });
  },
  call(name, method, argument) {
    const engine = engines.get(name);
    if (engine === undefined) throw new Error(`No engine "${name}" is open`);
    return new Promise((resolve, reject) => {
      const id = ++lastId;
      engine.pending.set(id, { resolve, reject });
      engine.worker.postMessage({ id, method, argument } satisfies Call);
    });
  },
  close(name) {
    engines.get(name)?.worker.terminate();
    engines.delete(name);
  },
};

Object.assign(globalThis, { bench });
