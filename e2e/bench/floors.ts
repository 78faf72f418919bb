import { CLICK } from "./page-section.ts";
import { CROSS, FULL, QUERY, QUERY_IN_A_ROW, TITLES } from "./encode-section.ts";
import { GEMM_SHARE } from "./gemm-share.ts";
import { TFJS } from "./head-section.ts";
import { MEMORY } from "./memory-section.ts";
import { ADAMW, BAYES } from "./page/head-workloads.ts";
import { findRow, type Results } from "./results.ts";
import { START } from "./start-section.ts";
import { GPU_BATCH, GPU_QUERY } from "./webgpu-section.ts";

/** What a figure must reach, and what it should. */
export interface Goal {
  readonly figure: string;
  readonly unit: string;
  readonly floor: number;
  readonly aim: number;
  /** Whether less is better. */
  readonly isCost: boolean;
  /** Null where its section has not run. */
  readonly value: number | null;
}

const PEER = "onnxruntime-web";

/** The goals of the product, each with what this run has found. */
export function goalsOf(results: Results): Goal[] {
  const { ratios, figures, bytes, env } = results;
  const cores = Number(env["cores"]);
  const one = `${PEER} 1 thread`;
  const all = cores > 1 ? `${PEER} ${cores} threads` : one;
  const worst = (values: readonly (number | undefined)[]): number | null => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? null : Math.min(...known);
  };
  const ratio = (
    figure: string,
    [floor, aim]: readonly [number, number],
    ...keys: readonly string[]
  ): Goal => ({
    figure,
    unit: "x",
    floor,
    aim,
    isCost: false,
    value: worst(keys.map((key) => ratios[key])),
  });
  const cost = (
    figure: string,
    unit: string,
    [floor, aim]: readonly [number, number],
    value: number | undefined,
  ): Goal => ({ figure, unit, floor, aim, isCost: true, value: value ?? null });
  const layers = figures["dispatches per forward/layers"] ?? 2;
  const share = figures[GEMM_SHARE];
  const distanceOf = (precision: string, engine: string): number | undefined => {
    const cosine = figures[`cosine to fp32/${precision}/${engine}/mean`];
    return cosine === undefined ? undefined : 1 - cosine;
  };
  const peerDistance = distanceOf("q8", one) ?? NaN;
  return [
    ratio(
      "query, fp32, against ONNX Runtime at its better thread count",
      [2, 4],
      `${QUERY}/fp32/${one}`,
      `${QUERY}/fp32/${all}`,
    ),
    ratio(
      "query, int8, with tokenising, against transformers.js q8",
      [3, 6],
      `${QUERY}/int8/transformers.js`,
    ),
    ratio(
      "the same without pauses between queries, fp32",
      [2, 4],
      `${QUERY_IN_A_ROW}/fp32/${one}`,
      `${QUERY_IN_A_ROW}/fp32/${all}`,
    ),
    ratio("the same without pauses, int8", [3, 6], `${QUERY_IN_A_ROW}/int8/transformers.js`),
    ratio("64 titles, fp32, 1 worker against 1 thread", [2, 3.5], `${TITLES}/fp32/${one}`),
    ratio(`64 titles, fp32, ${cores} workers against ${cores} threads`, [1.7, 2.5], `${TITLES}/fp32/${all}`),
    ratio(
      `64 titles, int8, ${cores} workers against q8 on ${cores} threads`,
      [1.7, 3],
      `${TITLES}/int8/${all}`,
    ),
    cost(
      "64 titles, int8: 1 − cosine to fp32, mean; floor: what ONNX Runtime q8 has",
      "",
      [peerDistance, peerDistance],
      distanceOf("int8", "ours 1 worker"),
    ),
    ratio("64x32 full, fp32, 1 worker against 1 thread", [1.4, 2.2], `${FULL}/fp32/${one}`),
    ratio(`64x32 full, fp32, ${cores} workers against ${cores} threads`, [1.4, 1.8], `${FULL}/fp32/${all}`),
    ratio(
      "64x48 cross-encoder, fp32, 1 worker against 1 thread (no goal of its own)",
      [1, 1],
      `${CROSS}/fp32/${one}`,
    ),
    ratio(
      "WebGPU, smallest model, against ONNX Runtime WebGPU",
      [5, 8],
      ...[GPU_QUERY, GPU_BATCH].map((name) => `${name}/fp32/${PEER} webgpu`),
    ),
    cost(
      `dispatches per forward, ${layers} layers`,
      "",
      [7 * layers + 2, 5 * layers + 2],
      figures["dispatches per forward"],
    ),
    cost("runtime download, everything, brotli", "KiB", [350, 215], bytes["ours"] && bytes["ours"] / 1024),
    ratio(
      "model ready after bytes arrive, against ONNX Runtime's first session",
      [3, 10],
      `${START}/fp32/${one}`,
      `${START}/int8/${one}`,
    ),
    ratio("AdamW step 512-64-1, batch 32, against tfjs-wasm", [20, 60], `${ADAMW}/fp64/${TFJS}`),
    cost(
      "Bayesian update of one page, rank 64, p50",
      "ms",
      [0.1, 0.05],
      findRow(results, BAYES, "ours", "fp64")?.medianMs,
    ),
    cost(
      "click to new order in the page, 48 cards, warm, p95",
      "ms",
      [50, 16],
      figures[`${CLICK}/order event, p95 ms`],
    ),
    cost(
      "click to new order painted, at the next frame, p95",
      "ms",
      [50, 16],
      figures[`${CLICK}/painted, p95 ms`],
    ),
    {
      figure: "share of the matrix kernel's peak, whole fp32 encoder",
      unit: "%",
      floor: 70,
      aim: 85,
      isCost: false,
      value: share === undefined ? null : share * 100,
    },
    cost(
      `memory that ${figures[`${MEMORY}/rankings`] ?? "10000"} rankings leave, the largest of heaps and buffers`,
      "KiB",
      [512, 128],
      growth(figures),
    ),
  ];
}

function growth(figures: Results["figures"]): number | undefined {
  const places = ["page heap", "page buffers", "worker heap", "worker buffers"];
  const grown = places.map(
    (place) => figures[`${MEMORY}/${place}, at the end, KiB`] - figures[`${MEMORY}/${place}, warm, KiB`],
  );
  return grown.some(Number.isNaN) ? undefined : Math.max(...grown);
}
