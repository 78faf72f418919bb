import type { BackendTimes } from "../base/backend-times.ts";
import type { Encoder } from "./encoder.ts";

const QUERY = "warm wool blanket for a long winter evening";
const TITLES = Array.from(
  { length: 8 },
  (_, number) =>
    `garden table number ${number} of oiled oak, with folding legs, a parasol hole and room for eight guests, weatherproof, in a box with all tools`,
);
const RUNS = 3;
/** A backend that takes this long for one run need not be run again. */
const HOPELESS_MS = 500;

/**
 * Times an encoder on this device: the least of three runs each. The first run of each is not counted: it compiles.
 *
 * @param clockMs Monotonic, with parts of a millisecond.
 */
export async function measureEncoder(
  encoder: Pick<Encoder, "encode">,
  clockMs: () => number,
): Promise<BackendTimes> {
  const least = async (texts: readonly string[]): Promise<number> => {
    await encoder.encode(texts);
    let leastMs = Infinity;
    for (let run = 0; run < RUNS; run++) {
      const startMs = clockMs();
      await encoder.encode(texts);
      leastMs = Math.min(leastMs, clockMs() - startMs);
      if (leastMs > HOPELESS_MS) break;
    }
    return leastMs;
  };
  return { queryMs: await least([QUERY]), batchMs: await least(TITLES) };
}
