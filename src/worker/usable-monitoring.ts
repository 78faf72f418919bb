import { initQualityNotes } from "../learning/quality-notes.ts";
import { initBenefit } from "../learning/benefit.ts";
import type { MonitoringRecord } from "../store/sharing-records.ts";

/** Where monitoring begins: nothing noted, nothing sent. */
export function initMonitoring(): MonitoringRecord {
  return {
    key: "monitoring",
    sinceMs: null,
    notes: initQualityNotes(),
    reported: initBenefit(),
    draft: null,
    sentAtMs: [],
  };
}

/** The stored record if it can be gone on from, else a new one: any script of the page may write there. */
export function usableMonitoring(stored: MonitoringRecord | undefined): MonitoringRecord {
  const fresh = initMonitoring();
  const { sinceMs, notes, reported, draft, sentAtMs, lastBytes } = stored ?? fresh;
  const isUsable =
    isNumberOrNull(sinceMs) &&
    areNotes(notes) &&
    isLike(reported, fresh.reported) &&
    (draft === null || (typeof draft?.basis === "string" && draft.bytes instanceof Uint8Array)) &&
    Array.isArray(sentAtMs) &&
    sentAtMs.every(Number.isFinite) &&
    (lastBytes === undefined || lastBytes instanceof Uint8Array);
  return isUsable ? (stored ?? fresh) : fresh;
}

function areNotes(notes: MonitoringRecord["notes"] | undefined): boolean {
  return (
    typeof notes === "object" &&
    notes !== null &&
    isNumberOrNull(notes.firstRankingMs) &&
    isNumberOrNull(notes.learningMs) &&
    typeof notes.hasDrifted === "boolean" &&
    typeof notes.failures === "object" &&
    notes.failures !== null &&
    Object.values(notes.failures).every(Number.isFinite) &&
    (notes.backend === null || notes.backend === "wasm" || notes.backend === "webgpu")
  );
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

/** True if every field of the sample is there, and every number is finite. */
function isLike(value: unknown, sample: unknown): boolean {
  if (typeof sample === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(sample as object).every(([key, part]) =>
    isLike((value as Record<string, unknown>)[key], part),
  );
}
