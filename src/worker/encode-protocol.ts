import type { EncoderConfig } from "../model/config.ts";
import type { TokenBatch } from "../model/forward-pass.ts";
import type { WasmForwardPassOptions } from "../model/wasm/wasm-forward-pass.ts";
import type { EncoderWeights } from "../model/weights.ts";

/** What the ranking worker asks of one that helps it encode. */
export type HelperRequest =
  | {
      readonly type: "open";
      readonly config: EncoderConfig;
      readonly weights: EncoderWeights;
      readonly options: WasmForwardPassOptions;
    }
  | { readonly type: "run"; readonly runId: number; readonly batch: TokenBatch };

/** What it answers; `pooled` is [batch, hidden]. */
export type HelperReply =
  | { readonly type: "opened" }
  | { readonly type: "pooled"; readonly runId: number; readonly pooled: Float32Array<ArrayBuffer> }
  | { readonly type: "failed"; readonly message: string };
