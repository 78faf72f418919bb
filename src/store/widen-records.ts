import type { IDBPTransaction } from "idb";
import { CORE_COUNT, FEATURE_LAYOUT, PREVIOUS_LAYOUT } from "../learning/feature-layout.ts";
import { widenedHead, widenedRows } from "../learning/widen-head.ts";
import { isIntact, sealHead } from "./head-seal.ts";
import type { GlobalHeadRecord } from "./sharing-records.ts";
import type { HeadRecord, LogRecord, RankingRecord } from "./visitor-records.ts";

/**
 * Brings all records of feature layout "phi-2" to this one, which has more coordinates at the end: heads and their base, the
 * rankings and the log that they are replayed from, and the global head. Nothing that was learned is lost, and a
 * replay still ends to the bit where it did. Uploads that wait are dropped, as no server takes them any more; the next one has what
 * they had. A record that is not whole stays as it is, and is refused by whoever reads it.
 *
 * @param transaction Of a step to another version of the database.
 */
export async function widenRecords(
  transaction: IDBPTransaction<unknown, string[], "versionchange">,
): Promise<void> {
  const store = (kind: string) => transaction.objectStore(kind);
  const heads: HeadRecord[] = await store("head").getAll();
  for (const head of heads) {
    const widened = widenedRecord(head);
    if (widened !== null) await store("head").put(widened);
  }
  const rankings: RankingRecord[] = await store("rankings").getAll();
  for (const ranking of rankings) {
    const { features, itemIds } = ranking;
    if (features instanceof Float32Array && features.length === itemIds?.length * CORE_COUNT)
      await store("rankings").put({ ...ranking, features: widenedRows(features) });
  }
  const log: LogRecord[] = await store("log").getAll();
  for (const { key, entry } of log) {
    if (entry?.type === "rebased" && isOld(entry.shift))
      await store("log").put({ key, entry: { ...entry, shift: widenedRows(entry.shift) } });
  }
  const global: GlobalHeadRecord | undefined = await store("global").get("global");
  if (global?.layout === PREVIOUS_LAYOUT && isOld(global.weights))
    await store("global").put({ ...global, layout: FEATURE_LAYOUT, weights: widenedRows(global.weights) });
  await store("outbox").clear();
}

/** Null for a head of another layout, or one that was damaged. */
function widenedRecord(head: HeadRecord): HeadRecord | null {
  try {
    if (head.layout !== PREVIOUS_LAYOUT || !isIntact(head)) return null;
    const { key, modelId, generation, headVersion, state } = head;
    return { ...sealHead({ modelId, generation, headVersion, state: widenedHead(state) }), key };
  } catch {
    return null; // any script of the page may have written there
  }
}

function isOld(values: unknown): boolean {
  return (values instanceof Float64Array || values instanceof Float32Array) && values.length === CORE_COUNT;
}
