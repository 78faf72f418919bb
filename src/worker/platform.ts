import type { RankError } from "../base/errors.ts";
import type { HeadMaths } from "../base/head-maths.ts";
import type { Random } from "../base/random.ts";
import type { Machine } from "./helper-count.ts";
import type { Records } from "../store/records.ts";

/** Everything the worker takes from its surroundings, passed in so that tests can hold it. */
export interface Platform {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Unpredictable: it rounds what is sent and names it. */
  readonly random: Random;
  readonly records: Records;
  /** `navigator.gpu`; undefined where the browser has none. */
  readonly gpu: GPU | undefined;
  /** Browser and version: what is measured with one need not hold for the next. */
  readonly userAgent: string;
  readonly machine: Machine;
  /** Makes a worker of encode-entry.ts; null where workers cannot make workers. */
  readonly makeHelper: (() => Worker) | null;
  /** True if the visitor asks pages to load no more than they must. */
  readonly savesData: boolean;
  /** The arithmetic of heads: kernels, or plain TypeScript where WebAssembly is forbidden. */
  readonly headMaths: HeadMaths;
  /** Milliseconds, monotonic, with fractions. */
  readonly clockMs: () => number;
  /** Runs an action when the page has had its list for a while and the visitor waits for nothing. */
  readonly whenIdle: (action: () => void) => void;
  /** Runs one read-change-write at a time over all tabs of the shop. */
  readonly exclusively: <Result>(action: () => Promise<Result>) => Promise<Result>;
  /** Runs an action unless one is under way in any tab of the shop: null then, at once. */
  readonly unlessUploading: <Result>(action: () => Promise<Result>) => Promise<Result | null>;
  /** Tells the page of a failure that can be lived with. */
  readonly warn: (error: RankError) => void;
}
