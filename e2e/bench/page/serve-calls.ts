/// <reference lib="webworker" />

/** What the page sends to an engine's worker, and what comes back. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the page's calls, one after the other. */
export function serveCalls(methods: Methods): void {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  let last: Promise<void> = Promise.resolve();
  scope.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    // ONNX Runtime's threads send messages of their own to workers.
    if (typeof data.method !== "string") return;
    last = last.then(async () => {
      try {
        const value = await methods[data.method](data.argument as never);
        scope.postMessage({ id: data.id, value } satisfies Reply);
      } catch (thrown) {
        const error = thrown instanceof Error ? `${thrown.message}\n${thrown.stack}` : String(thrown);
        scope.postMessage({ id: data.id, error } satisfies Reply);
      }
    });
  });
}

/** What a worker's `time` is asked. */
export interface Timing {
  readonly workload: string;
  readonly repeats: number;
  /** Before each repeat but the first. */
  readonly pauseMs: number;
}

/**
 * Runs something several times, so that the clock's step averages out. After a pause caches are cold and threads asleep, as when a
 * page is opened; without, they are not.
 *
 * @returns ms of one run, pauses not counted.
 */
export async function timeRuns({ repeats, pauseMs }: Timing, run: () => Promise<unknown>): Promise<number> {
  let sumMs = 0;
  for (let at = 0; at < repeats; at++) {
    if (pauseMs > 0 && at > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const startMs = performance.now();
    await run();
    sumMs += performance.now() - startMs;
  }
  return sumMs / repeats;
}
