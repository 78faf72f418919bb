import type { EncoderConfig } from "../../src/model/config.ts";
import type { Engine } from "./engine-host.ts";
import { findRow } from "./results.ts";
import type { SectionContext } from "./section.ts";

export const GEMM_SHARE = "share of the matrix kernel's peak";
const PEAK = "fp32 matrix kernel, best, GFLOP/s";
const WHOLE = "fp32 encoder, full 64x32, best, GFLOP/s";

/** Times the float32 matrix kernel by itself, for {@link recordGemmShare}. */
export async function recordGemmPeak({ host, results, say }: SectionContext, engine: Engine): Promise<void> {
  say("Timing the matrix kernel alone");
  results.figures[PEAK] = await host.call<number>(engine, "gemmPeak");
}

/**
 * How much of what the matrix kernel reaches alone the whole encoder reaches.
 *
 * @param workload Of 64 texts of 32 tokens, already timed.
 */
export function recordGemmShare({ results, models }: SectionContext, workload: string, engine: Engine): void {
  const row = findRow(results, workload, engine.name, engine.precision);
  if (row === undefined) return;
  const flop = 64 * 32 * flopPerToken(models.get("shelf-mini")!.config, 32);
  results.figures[WHOLE] = flop / row.minMs / 1e6;
  results.figures[GEMM_SHARE] = results.figures[WHOLE] / results.figures[PEAK];
}

/** Multiplications and additions of the matrix products, attention's among them. */
function flopPerToken({ hiddenSize, intermediateSize, layerCount }: EncoderConfig, tokens: number): number {
  const weights = 4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize;
  return layerCount * (2 * weights + 4 * tokens * hiddenSize);
}
