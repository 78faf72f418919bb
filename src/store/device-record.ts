import type { BackendTimes } from "../base/backend-times.ts";

/** What this browser's GPU is worth for the encoder, so that it is measured once and not on every page. */
export interface DeviceRecord {
  readonly key: "encoder";
  /** Adapter, browser and model that the rest was found with. */
  readonly subject: string;
  /** Null until both backends have been compared. */
  readonly verdict: PathVerdict | null;
  /** How this GPU multiplies best; null until it has been opened. */
  readonly design: {
    readonly matmul: "register" | "shared";
    readonly norm: "fused" | "apart";
  } | null;
  /** Starts on the GPU, in a row, that have not finished. */
  readonly unfinished: number;
  /** Pages to go before a GPU with unfinished starts is tried again. */
  readonly skips: number;
}

export interface PathVerdict {
  readonly backend: "webgpu" | "wasm";
  /** For people: half a sentence. */
  readonly why: string;
  readonly wasm: BackendTimes;
  /** Null if its embeddings were wrong. */
  readonly webgpu: BackendTimes | null;
}
