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

/** Runs something `repeats` times without a pause, so that the clock's step does not count. @returns ms of one. */
export async function timeRuns(repeats: number, run: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  for (let at = 0; at < repeats; at++) await run();
  return (performance.now() - startMs) / repeats;
}
