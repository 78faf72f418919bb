import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Records } from "../store/records.ts";
import type { SharingRecord, ToldRanking } from "../store/schema.ts";

/**
 * What has been shared of what was learned with this model. What is stored may be of another model or layout, or of any script of the page:
 * then nothing of it was, but the uploads count all the same.
 */
export async function sharedSoFar(records: Pick<Records, "get">, modelId: string): Promise<SharingRecord> {
  const stored: Partial<SharingRecord> = (await records.get("sharing", "sharing")) ?? {};
  const { drawn, retry, lastSent, pull } = stored;
  const sentAtMs = stampsOf(stored.sentAtMs);
  const splitAtMs = stampsOf(stored.splitAtMs);
  const kept = {
    key: "sharing",
    modelId,
    sentAtMs,
    ...(splitAtMs.length === 0 ? {} : { splitAtMs }),
    ...(retry === undefined ? {} : { retry }),
    ...(lastSent === undefined ? {} : { lastSent }),
    ...(pull === undefined ? {} : { pull }),
  } as const;
  const { told = [], shifts = [], sealed = null, generation = 0 } = stored;
  const isUsable =
    stored.modelId === modelId &&
    Number.isFinite(generation) &&
    areRows(told, ({ liked }) => liked instanceof Float64Array) &&
    areRows(shifts, ({ shift }) => isStep(shift)) &&
    (sealed === null || isStep(sealed));
  if (isUsable)
    return { ...kept, told, shifts, sealed, generation, ...(drawn === undefined ? {} : { drawn }) };
  const drawnAnew = Number.isFinite(drawn?.atMs) ? { drawn: { atMs: drawn!.atMs, generation: 0 } } : {};
  return { ...kept, told: [], shifts: [], sealed: null, generation: 0, ...drawnAnew };
}

/** By ranking, as step-pages.ts takes it. */
export function toldByRanking(told: readonly ToldRanking[]): ReadonlyMap<string, Float64Array> {
  return new Map(told.map(({ rankingId, liked }) => [rankingId, liked]));
}

function stampsOf(stored: readonly number[] | undefined): readonly number[] {
  return Array.isArray(stored) ? stored.filter(Number.isFinite) : [];
}

function areRows<Row extends { readonly rankingId: string }>(
  rows: readonly Row[],
  isRight: (row: Row) => boolean,
): boolean {
  return Array.isArray(rows) && rows.every((row) => typeof row?.rankingId === "string" && isRight(row));
}

function isStep(values: Float64Array): boolean {
  return values instanceof Float64Array && values.length === FEATURE_COUNT && values.every(Number.isFinite);
}
