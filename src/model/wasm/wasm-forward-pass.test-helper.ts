import { describeForwardParity } from "../forward-parity.test-helper.ts";
import type { KernelBuild } from "./kernel-module.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";

/**
 * How far an embedding may point from that of float32. Null: as far as roundings of float32 take it. In a
 * random model of width 32 the rounding of `fast-int8` hardly averages out, least in a first vector: the farthest was 7e-3.
 * Its sums are held exactly elsewhere, and trained models to 1e-3 in the browser test.
 */
const MAX_COSINE_DISTANCE = { fp32: null, int8: 1e-3, "fast-int8": 1e-2 } as const;

/** Puts the forward pass of one build beside the oracle's, in every precision that the build has. */
export function describeWasmForwardParity(build: KernelBuild): void {
  for (const precision of ["fp32", "int8", "fast-int8"] as const) {
    if (precision === "fast-int8" && build === "plain") continue;
    describeForwardParity(
      `WasmForwardPass, ${build} build, ${precision}`,
      (config, weights) => WasmForwardPass.create(config, weights, { precision, build }),
      MAX_COSINE_DISTANCE[precision],
    );
  }
}
