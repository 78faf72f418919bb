import { type ExposureSums, initExposure, MAX_NAMES } from "../ranking/exposure-sums.ts";
import type { ExposureRecord } from "../store/visitor-records.ts";

/** The stored sums if they can be gone on from; null if they are of another shape: any script of the page may write there. */
export function usableExposure(stored: ExposureRecord | undefined): ExposureRecord | null {
  if (stored === undefined || !Array.isArray(stored.open)) return null;
  const isUsable =
    areSums(stored.closed) &&
    stored.open.every(
      (view: Partial<ExposureRecord["open"][number]> | null) =>
        typeof view?.viewId === "string" && areSums(view.sums),
    );
  return isUsable ? stored : null;
}

const NONE = initExposure();
const NAMED = { name: "", ...NONE.all };

function areSums(value: ExposureSums | undefined): boolean {
  const { brands, sellers, ...rest } = value ?? {};
  const { brands: _, sellers: __, ...sample } = NONE;
  return (
    isLike(rest, sample) &&
    [brands, sellers].every(
      (table) =>
        isLike(table?.rest, NONE.all) &&
        Array.isArray(table?.named) &&
        table.named.length <= MAX_NAMES &&
        table.named.every((entry) => isLike(entry, NAMED)),
    )
  );
}

/** True if every field of the sample is there with the same type, and every number is finite and not below 0. */
function isLike(value: unknown, sample: unknown): boolean {
  if (typeof sample === "number") return Number.isFinite(value) && (value as number) >= 0;
  if (typeof sample !== "object" || sample === null) return typeof value === typeof sample;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(sample).every(([key, part]) => isLike((value as Record<string, unknown>)[key], part));
}
