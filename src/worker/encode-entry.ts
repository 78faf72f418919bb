/// <reference lib="webworker" />
import type { ForwardPass } from "../model/forward-pass.ts";
import { WasmForwardPass } from "../model/wasm/wasm-forward-pass.ts";
import type { HelperReply, HelperRequest } from "./encode-protocol.ts";

/*
 * A worker that helps the ranking worker encode: the same forward pass on a thread of its own. It knows token ids only, no
 * text, no visitor, and stores nothing.
 */

declare const self: DedicatedWorkerGlobalScope;

let forwardPass: Promise<ForwardPass> | null = null;

self.addEventListener("message", ({ data }: MessageEvent<HelperRequest>) => {
  void answer(data).catch((thrown: unknown) => reply({ type: "failed", message: String(thrown) }));
});

async function answer(request: HelperRequest): Promise<void> {
  if (request.type === "open") {
    forwardPass = WasmForwardPass.create(request.config, request.weights, request.options);
    await forwardPass;
    reply({ type: "opened" });
    return;
  }
  if (forwardPass === null) throw new Error('Cannot "run" before "open"');
  const pooled = await (await forwardPass).run(request.batch);
  self.postMessage({ type: "pooled", runId: request.runId, pooled } satisfies HelperReply, [pooled.buffer]);
}

function reply(message: HelperReply): void {
  self.postMessage(message);
}
