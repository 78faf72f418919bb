import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Records } from "../store/records.ts";
import type { OutboxRecord, SharingRecord, ToldRanking } from "../store/sharing-records.ts";
import { stepSum } from "./page-step.ts";

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
    ...(retry && { retry }),
    ...(lastSent && { lastSent }),
    ...(pull && { pull }),
  } as const;
  const { told = [], shifts = [], sealed = null, generation = 0 } = stored;
  const isUsable =
    stored.modelId === modelId &&
    Number.isFinite(generation) &&
    areRows(told, ({ liked }) => liked instanceof Float64Array) &&
    areRows(shifts, ({ shift }) => isStep(shift)) &&
    (sealed === null || isStep(sealed));
  if (isUsable) return { ...kept, told, shifts, sealed, generation, ...(drawn && { drawn }) };
  const drawnAnew = Number.isFinite(drawn?.atMs) ? { drawn: { atMs: drawn!.atMs, generation: 0 } } : {};
  return { ...kept, told: [], shifts: [], sealed: null, generation: 0, ...drawnAnew };
}

/**
 * What an upload leaves once it is no longer in the outbox: it has told what is in it, or else what of it is of pages that have gone since
 * waits for the next one; that of the others is still in the log.
 */
export function afterUpload(
  { sealed }: Pick<SharingRecord, "sealed">,
  upload: OutboxRecord,
  isCounted: boolean,
): Partial<SharingRecord> {
  const { told, generation } = upload;
  return isCounted ? { told, generation } : { sealed: stepSum(sealed, upload.sealed) };
}

/** Whether a server may have counted an upload that it has not answered. The first of two gets its part only once the second has its own. */
export function mayBeCounted({ attemptedAtMs, helper }: OutboxRecord): boolean {
  return attemptedAtMs !== undefined && helper?.isTaken !== false;
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
