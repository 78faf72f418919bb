import { initBenefit } from "../learning/benefit.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { type GuardState, initGuard } from "../learning/guard.ts";
import { HEDGE_GRID } from "../learning/hedge.ts";
import type { EngagedItem } from "../learning/history.ts";
import { initialHead } from "../learning/initial-head.ts";
import type { Entry } from "../learning/memory.ts";
import type { GlobalHeadRecord } from "../store/sharing-records.ts";
import type { MemoryRecord } from "../store/visitor-records.ts";

/*
 * What comes out of the store may be of an older version, and any script of the page may have written there.
 */

/**
 * The stored global head if it fits this version of the product, otherwise the one that ships.
 *
 * @param fitted What the model brings; null for the product's own.
 */
export function usableGlobal(
  stored: GlobalHeadRecord | undefined,
  fitted: Float32Array | null,
): GlobalHeadRecord {
  const isFit =
    stored?.layout === FEATURE_LAYOUT &&
    stored.weights instanceof Float32Array &&
    stored.weights.length === FEATURE_COUNT &&
    stored.weights.every(Number.isFinite);
  if (isFit) return stored;
  return {
    key: "global",
    layout: FEATURE_LAYOUT,
    version: 0,
    weights: initialHead(fitted),
  };
}

/** True for a memory that can be gone on from; one of another shape starts again. */
export function isUsableMemory(stored: MemoryRecord): boolean {
  const { number, shown, clicks, forgottenIds, guard, lookMs, views } = stored;
  return (
    Number.isSafeInteger(number) &&
    [shown, clicks, forgottenIds, views?.open].every(Array.isArray) &&
    shown.every((progress) => Array.isArray(progress?.marks) && Array.isArray(progress.engaged)) &&
    clicks.every((click) => Number.isFinite(click?.atMs)) &&
    isGuard(guard) &&
    (lookMs === null || Number.isFinite(lookMs)) &&
    isLike(views.benefit, initBenefit()) &&
    views.open.every((view) => isLike(view, VIEW))
  );
}

/** True for an entry of the log that can be replayed. */
export function isUsableEntry(entry: Entry | null | undefined): boolean {
  if (!Number.isSafeInteger(entry?.number)) return false;
  switch (entry?.type) {
    case "shown":
      return (
        isLike(entry, { rankingId: "", atMs: 0 }) &&
        (entry.view === undefined ||
          (isLike(entry.view, { id: "" }) && (entry.view.arm === null || typeof entry.view.arm === "string")))
      );
    case "did":
      return (
        Array.isArray(entry.interactions) &&
        entry.interactions.every((interaction) => isLike(interaction, INTERACTION))
      );
    case "rebased":
      return (
        Number.isSafeInteger(entry.version) &&
        entry.shift instanceof Float64Array &&
        entry.shift.length === FEATURE_COUNT &&
        entry.shift.every(Number.isFinite)
      );
    default:
      return false;
  }
}

/** The guard of a stored memory; of one that cannot be used, a fresh one. */
export function usableGuard(stored: MemoryRecord | undefined): GuardState {
  return stored !== undefined && isGuard(stored.guard) ? stored.guard : initGuard();
}

/** The stored history without what does not belong there. */
export function usableHistory(stored: MemoryRecord | undefined): readonly EngagedItem[] {
  if (!Array.isArray(stored?.history)) return [];
  return stored.history.filter(
    (item: Partial<EngagedItem> | null) =>
      typeof item?.itemId === "string" &&
      typeof item.text === "string" &&
      Number.isFinite(item.atMs) &&
      typeof item.evidence === "number" &&
      item.evidence > 0 &&
      item.evidence <= 1,
  );
}

const INTERACTION = { type: "", eventId: "", rankingId: "", itemId: "", atMs: 0 };
const VIEW = { id: "", arm: "", isUsed: false, personal: 0, base: 0 };

function isGuard(guard: GuardState): boolean {
  const { lastClickAtMs } = guard?.profile ?? {};
  return (
    guard?.hedge?.logWeights instanceof Float64Array &&
    guard.hedge.logWeights.length === HEDGE_GRID.length &&
    guard.hedge.logWeights.every(Number.isFinite) &&
    (lastClickAtMs === null || Number.isFinite(lastClickAtMs)) &&
    isLike({ ...guard, hedge: 0, profile: { ...guard.profile, lastClickAtMs: 0 } }, GUARD)
  );
}

const FRESH = initGuard();
const GUARD = { ...FRESH, hedge: 0, profile: { ...FRESH.profile, lastClickAtMs: 0 } };

/** True if every field of the sample is there with the same type, and every number is finite. */
function isLike(value: unknown, sample: unknown): boolean {
  if (typeof sample === "number") return Number.isFinite(value);
  if (typeof sample !== "object" || sample === null) return typeof value === typeof sample;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(sample).every(([key, part]) => isLike((value as Record<string, unknown>)[key], part));
}
