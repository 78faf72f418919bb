import type { RankError } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
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
  /** Runs one read-change-write at a time over all tabs of the shop. */
  readonly exclusively: <Result>(action: () => Promise<Result>) => Promise<Result>;
  /** Tells the page of a failure that can be lived with. */
  readonly warn: (error: RankError) => void;
}
