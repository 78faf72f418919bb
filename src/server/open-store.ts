import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { openDatabase } from "./libsql-database.ts";
import { createLibsqlStore } from "./libsql-store.ts";
import { migrate } from "./migrations.ts";
import type { Store } from "./store.ts";

export interface OpenStoreOptions {
  /** Folder of the database; made if it is missing, readable by its owner only. */
  readonly dataDir: string;
  /** Id of the feature layout that heads and deltas must have. */
  readonly layout: string;
  /** Number of weights. */
  readonly dimensions: number;
  /** [dimensions]: the first head; default zeros. */
  readonly initialWeights?: Float32Array<ArrayBuffer>;
  /** Id of an older layout whose weights are the first ones of this layout's: its head goes on; default none. */
  readonly continuesLayout?: string;
  /** L2 bound for deltas, in weight units; default 1. */
  readonly clipNorm?: number;
  /** A round closes when this many deltas have come; default 20. */
  readonly cohort?: number;
  /** Milliseconds since 1970; default the clock. */
  readonly nowMs?: () => number;
}

const DEFAULT_COHORT = 20;

/**
 * Opens the embedded store, making or upgrading it as needed. A round that was due when the last process died is
 * closed before this returns.
 *
 * @throws {RangeError} for an option out of range.
 * @throws {Error} if the folder or the database cannot be used; the message names the folder.
 */
export function openStore(options: OpenStoreOptions): Store {
  const {
    dataDir,
    layout,
    dimensions,
    initialWeights = new Float32Array(dimensions),
    continuesLayout = null,
    clipNorm = DEFAULT_CLIP_NORM,
    cohort = DEFAULT_COHORT,
    nowMs = Date.now,
  } = options;
  for (const [name, value] of Object.entries({ dimensions, cohort })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`Cannot open the store as "${name}" must be a whole number from 1: got ${value}`);
    }
  }
  if (initialWeights.length !== dimensions) {
    throw new RangeError(
      `Cannot open the store as "initialWeights" must hold ${dimensions} numbers: got ${initialWeights.length}`,
    );
  }
  if (!(clipNorm > 0 && clipNorm < Infinity)) {
    throw new RangeError(`Cannot open the store as "clipNorm" must be a positive number: got ${clipNorm}`);
  }
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const database = openDatabase(join(dataDir, "personal-rank.sqlite"));
    try {
      migrate(database);
      return createLibsqlStore(database, {
        terms: { layout, dimensions, clipNorm },
        initialWeights,
        continuesLayout,
        cohort,
        nowMs,
      });
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (cause) {
    throw new Error(
      `Cannot open the store in "${dataDir}": ${cause instanceof Error ? cause.message : String(cause)}; check that DATA_DIR is a folder this user may write`,
      { cause },
    );
  }
}
