import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
import { openHighWater } from "./recovery/high-water.ts";
import { temporaryFolder } from "./server-fixture.ts";
import { createSqlStore } from "./sql-store.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import type { RoundPolicy, Store } from "./store.ts";

/** Of the stores of these tests. */
export const TERMS = { layout: "phi-1", dimensions: 3, clipNorm: 1 };

/** A store on a database that is there, with no head yet but zeros; closed when the test is done. */
export async function storeOn(database: SqlDatabase, policy: Partial<RoundPolicy>): Promise<Store> {
  const store = await createSqlStore(database, {
    terms: TERMS,
    initialWeights: new Float32Array(TERMS.dimensions),
    continuesLayout: null,
    policy: { ...PLAIN_ROUNDS, ...policy },
    step: { learningRate: 1, scale: new Float64Array(TERMS.dimensions).fill(1) },
    nowMs: Date.now,
    highWater: openHighWater(temporaryFolder()),
    randomBytes: (length) => Uint8Array.from(randomBytes(length)),
  });
  onTestFinished(() => store.close());
  return store;
}
