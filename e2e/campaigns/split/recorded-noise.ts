import { openSync, readFileSync, writeSync } from "node:fs";
import { hexOf } from "../../../src/base/hex.ts";
import { discreteGaussian, type RandomBytes } from "../../../src/federation/discrete-gaussian.ts";
import { UNITS_PER_SPLIT_CLIP } from "../../../src/federation/split-units.ts";

/** In the folder of a server's data. */
export const NOISE_FILE = "noise.txt";
const START = "start";

/** What was drawn by all processes that have had one data folder. */
export interface RecordedNoise {
  /** One vector of whole units for each draw that came to its end. */
  readonly draws: readonly (readonly number[])[];
  /** Draws in which a process died. */
  readonly cutOff: number;
}

/** Writes down what a source gives before anybody has it, so that it outlives the process: a line of hex digits for each call. */
export function recordedBytes(path: string, source: RandomBytes): RandomBytes {
  const file = openSync(path, "a");
  writeSync(file, `\n${START}\n`);
  return (count) => {
    const bytes = source(count);
    writeSync(file, `${hexOf(bytes)}\n`);
    return bytes;
  };
}

/**
 * Draws again what was drawn from recorded bytes.
 *
 * @throws {Error} if the bytes were asked for in another way than a draw does.
 */
export function noiseIn(
  path: string,
  { dimensions, noiseMultiplier }: { readonly dimensions: number; readonly noiseMultiplier: number },
): RecordedNoise {
  // As split-aggregator.ts has it.
  const variance = BigInt(Math.ceil((noiseMultiplier * UNITS_PER_SPLIT_CLIP) ** 2));
  let cutOff = 0;
  const draws = readFileSync(path, "utf8")
    .split(START)
    .flatMap((process) => {
      const chunks = process.split("\n").filter((line) => line !== "");
      const draws: number[][] = [];
      let at = 0;
      const draw = discreteGaussian(variance, (count) => {
        const bytes = Buffer.from(chunks[at++] ?? "", "hex");
        if (bytes.length === count) return bytes;
        if (at >= chunks.length) throw new EndOfRecord();
        throw new Error(
          `Cannot draw the noise in "${path}" again: ${count} bytes are wanted, ${bytes.length} there`,
        );
      });
      try {
        while (at < chunks.length) draws.push(Array.from({ length: dimensions }, draw));
      } catch (error) {
        if (!(error instanceof EndOfRecord)) throw error;
        cutOff++;
      }
      return draws;
    });
  return { draws, cutOff };
}

class EndOfRecord extends Error {}
