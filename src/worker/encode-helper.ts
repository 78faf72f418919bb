import { RankError } from "../base/errors.ts";
import type { EncoderModel } from "../model/model-folder.ts";
import type { ForwardRun } from "../model/forward-pass.ts";
import type { WasmForwardPassOptions } from "../model/wasm/wasm-forward-pass.ts";
import type { HelperReply, HelperRequest } from "./encode-protocol.ts";

/**
 * Opens the same forward pass on a thread of its own. Needs no cross-origin isolation, as nothing is shared: the worker gets a
 * copy of the weights.
 *
 * @param makeWorker Of encode-entry.ts; may throw.
 * @returns Once it can compute. When the worker dies, every run that waits for it is rejected.
 * @throws {RankError} `worker-failed` if the worker cannot be made or cannot compile the kernels.
 */
export function openEncodeHelper(
  { config, weights }: Pick<EncoderModel, "config" | "weights">,
  options: WasmForwardPassOptions,
  makeWorker: () => Worker,
): Promise<ForwardRun> {
  return new Promise((resolve, reject) => {
    const worker = makeWorker(); // what it throws rejects
    const pending = new Map<
      number,
      { resolve: (pooled: Float32Array<ArrayBuffer>) => void; reject: (error: RankError) => void }
    >();
    let lastRunId = 0;
    let failure: RankError | null = null;

    const fail = (message: string): void => {
      failure ??= new RankError("worker-failed", `Cannot encode on another thread: ${message}`);
      worker.terminate();
      reject(failure);
      for (const run of pending.values()) run.reject(failure);
      pending.clear();
    };
    const send = (request: HelperRequest): void => worker.postMessage(request);

    worker.addEventListener("error", (event) => {
      event.preventDefault();
      fail(event.message || "its script did not load; check that it is served beside the worker's");
    });
    worker.addEventListener("messageerror", () => fail("a message could not be read"));
    worker.addEventListener("message", ({ data }: MessageEvent<HelperReply>) => {
      if (data.type === "failed") {
        fail(data.message);
      } else if (data.type === "pooled") {
        pending.get(data.runId)?.resolve(data.pooled);
        pending.delete(data.runId);
      } else {
        resolve({
          run: (batch) =>
            new Promise((resolveRun, rejectRun) => {
              if (failure !== null) {
                rejectRun(failure);
                return;
              }
              const runId = ++lastRunId;
              pending.set(runId, { resolve: resolveRun, reject: rejectRun });
              send({ type: "run", runId, batch });
            }),
          [Symbol.dispose]: () => fail("it was ended"),
        });
      }
    });
    send({ type: "open", config, weights, options });
  });
}
