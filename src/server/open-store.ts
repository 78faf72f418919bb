import { unpredictableBytes } from "./unpredictable-bytes.ts";
import { join } from "node:path";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { openHighWater } from "./recovery/high-water.ts";
import { openDatabase } from "./open-database.ts";
import type { DatabasePlace } from "./open-database.ts";
import { createSqlStore } from "./sql-store.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import type { SplitLeader } from "./split/split-leader.ts";
import type { RoundPolicy, StepRule, Store } from "./store.ts";
import { wholePolicy } from "./whole-policy.ts";

export interface OpenStoreOptions extends Partial<RoundPolicy>, DatabasePlace {
  /** Id of the feature layout that heads and deltas must have. */
  readonly layout: string;
  /** Number of weights. */
  readonly dimensions: number;
  /** [dimensions]: the first head; default zeros. */
  readonly initialWeights?: Float32Array<ArrayBuffer>;
  /** Id of an older layout whose weights are the first ones of this layout's: its head goes on; default none. */
  readonly continuesLayout?: string;
  /** How a round's mean moves the head; default: by itself. */
  readonly step?: StepRule;
  /** Rounds whose reports no single server can read; null for others. Default: what the database says. */
  readonly split?: SplitLeader | null;
  /** L2 bound for deltas, in units of a step; default 1. */
  readonly clipNorm?: number;
  /** Milliseconds since 1970; default the clock. */
  readonly nowMs?: () => number;
}

/** In a server's `dataDir`. */
export const KEY_FOLDER = "keys";

/**
 * Opens the store, making or upgrading its database as needed. Rounds are moved by `advance` alone: who opens it for a command may have
 * another policy than the servers.
 *
 * @throws {RangeError} for an option out of range.
 * @throws {Error} if the database cannot be used; the message names the folder, or the host.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const {
    dataDir,
    databaseUrl,
    layout,
    dimensions,
    initialWeights = new Float32Array(dimensions),
    continuesLayout = null,
    step = { learningRate: 1, scale: new Float64Array(dimensions).fill(1) },
    clipNorm = DEFAULT_CLIP_NORM,
    split,
    nowMs = Date.now,
    ...given
  } = options;
  const policy = wholePolicy(given);
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    throw new RangeError(
      `Cannot open the store as "dimensions" must be a whole number from 1: got ${dimensions}`,
    );
  if (initialWeights.length !== dimensions) {
    throw new RangeError(
      `Cannot open the store as "initialWeights" must hold ${dimensions} numbers: got ${initialWeights.length}`,
    );
  }
  if (!(clipNorm > 0 && clipNorm < Infinity)) {
    throw new RangeError(`Cannot open the store as "clipNorm" must be a positive number: got ${clipNorm}`);
  }
  const where = databaseUrl === undefined ? `in "${dataDir}"` : `at "${hostOf(databaseUrl)}"`;
  let database: SqlDatabase | undefined;
  try {
    database = await openDatabase({ dataDir, databaseUrl });
    return await createSqlStore(database, {
      terms: { layout, dimensions, clipNorm },
      initialWeights,
      continuesLayout,
      policy,
      step,
      ...(split === undefined ? {} : { split }),
      nowMs,
      randomBytes: unpredictableBytes(),
      highWater: openHighWater(join(dataDir, KEY_FOLDER)),
    });
  } catch (cause) {
    await database?.close();
    const advice =
      databaseUrl === undefined
        ? "check that DATA_DIR is a folder this user may write"
        : "check DATABASE_URL and that the database runs";
    throw new Error(
      `Cannot open the store ${where}: ${cause instanceof Error ? cause.message : String(cause)}; ${advice}`,
      { cause },
    );
  }
}

/** Never the password. */
function hostOf(databaseUrl: string): string {
  return URL.canParse(databaseUrl) ? new URL(databaseUrl).host : "an address that is no URL";
}
