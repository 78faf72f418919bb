import type { RandomBytes } from "../../federation/discrete-gaussian.ts";
import type { SplitTerms } from "../../federation/split-terms.ts";
import type { SplitHelper } from "./split-helper.ts";

/** What a server needs whose rounds are split ones: it has the rounds and the heads, and a helper at somebody else's. */
export interface SplitLeader {
  /** As the manifest says them. */
  readonly terms: SplitTerms;
  /** [k], ascending: which values of a step are split; the mean is 0 in all others. */
  readonly coordinates: readonly number[];
  /** 16 bytes that both servers know, and no device does. */
  readonly verifyKey: Uint8Array;
  readonly helper: SplitHelper;
  /** Unpredictable; a test passes others to know the noise. */
  readonly noiseBytes: RandomBytes;
}
