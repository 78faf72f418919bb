import type { Engine } from "./engine-host.ts";

/** Ours at one precision and the peer's quantised model are what is compared: it has one 8-bit layout. */
export const PEER_PRECISION: Readonly<Record<string, string>> = {
  fp32: "fp32",
  int8: "q8",
  "fast-int8": "q8",
};

/** Ours from token ids, as ONNX Runtime is called. */
export function ours(precision: string, workers: number): Engine {
  const name = `ours ${workers} ${workers === 1 ? "worker" : "workers"}`;
  return {
    name,
    precision,
    page: "plain",
    script: "ours",
    options: { backend: "wasm", workers, entry: "ids" },
  };
}

/** Ours from texts, as transformers.js is called. */
export function oursFromTexts(precision: string): Engine {
  const engine = ours(precision, 1);
  return { ...engine, name: "ours with tokenising", options: { ...engine.options, entry: "texts" } };
}

export const OURS_WEBGPU: Engine = {
  name: "ours webgpu",
  precision: "fp32",
  page: "plain",
  script: "ours",
  options: { backend: "webgpu", workers: 1, entry: "ids" },
};

export function onnxRuntime(precision: string, threads: number): Engine {
  return {
    name: `onnxruntime-web ${threads} ${threads === 1 ? "thread" : "threads"}`,
    precision,
    page: threads === 1 ? "plain" : "isolated",
    script: "onnx-runtime",
    options: { backend: "wasm", threads },
  };
}

export const ONNX_RUNTIME_WEBGPU: Engine = {
  name: "onnxruntime-web webgpu",
  precision: "fp32",
  page: "plain",
  script: "onnx-runtime",
  options: { backend: "webgpu", threads: 1 },
};

export function transformers(precision: string): Engine {
  return {
    name: "transformers.js",
    precision,
    page: "plain",
    script: "transformers",
    options: { threads: 1 },
  };
}
