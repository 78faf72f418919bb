import { describe, expect, test } from "vitest";
import { measureEncoder } from "./measure-encoder.ts";
import { pageMs } from "./page-ms.ts";

/** An encoder that takes these times, one a call. */
function timed(timesMs: readonly number[]) {
  let nowMs = 0;
  const batches: number[] = [];
  const encode = async (texts: readonly string[]) => {
    nowMs += timesMs[batches.length] ?? 0;
    batches.push(texts.length);
    return new Float32Array(0);
  };
  return { batches, encoder: { encode }, clockMs: () => nowMs };
}

describe("measureEncoder", () => {
  test("takes the least of three, and leaves out the run that compiles", async () => {
    const { encoder, clockMs, batches } = timed([1, 5, 4, 6, 2, 30, 31, 29]);
    expect(await measureEncoder(encoder, clockMs)).toEqual({ queryMs: 4, batchMs: 29 });
    expect(batches).toEqual([1, 1, 1, 1, 8, 8, 8, 8]);
  });

  test("does not go on with a backend that takes half a second for a run", async () => {
    const { encoder, clockMs, batches } = timed([900, 800, 5_000, 5_000]);
    expect(await measureEncoder(encoder, clockMs)).toEqual({ queryMs: 800, batchMs: 5_000 });
    expect(batches).toEqual([1, 1, 8, 8]);
  });

  test("counts a page as its query and three batches", () => {
    expect(pageMs({ queryMs: 2, batchMs: 10 })).toBe(32);
  });
});
