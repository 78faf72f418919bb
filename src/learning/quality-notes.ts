import type { FailureReason } from "../base/errors.ts";
import type { Random } from "../base/random.ts";
import type { BenefitState } from "./benefit.ts";
import type { QualityFacts } from "../base/quality-fields.ts";

/** What a device has noted of itself since its last report. Plain data; no ids, texts or times. */
export interface QualityNotes {
  /** Of the newest; null for none. */
  readonly firstRankingMs: number | null;
  readonly learningMs: number | null;
  readonly hasDrifted: boolean;
  readonly failures: { readonly [reason: string]: number };
  readonly backend: "wasm" | "webgpu" | null;
}

export function initQualityNotes(): QualityNotes {
  return { firstRankingMs: null, learningMs: null, hasDrifted: false, failures: {}, backend: null };
}

/** Failures by what the shop would look at. What the page does wrong is not among them: its author is told on the page. */
const FAILURES: { readonly [Reason in FailureReason]?: QualityFacts["failure"] } = {
  "model-failed": "model",
  "webgpu-unavailable": "model",
  "storage-failed": "storage",
  "sync-failed": "sync",
  "worker-failed": "other",
};
/** A page that fails a thousand times is one that fails. */
const MAX_FAILURES = 100;

/** The notes with one more failure; the same if nothing is to be reported of it. */
export function withFailure(notes: QualityNotes, reason: FailureReason): QualityNotes {
  const name = FAILURES[reason];
  if (name === undefined) return notes;
  const count = Math.min(MAX_FAILURES, (notes.failures[name] ?? 0) + 1);
  return { ...notes, failures: { ...notes.failures, [name]: count } };
}

/** What is true on this device, in the words of a report. */
export function qualityFacts(notes: QualityNotes, comparison: QualityFacts["comparison"]): QualityFacts {
  const { firstRankingMs, learningMs, hasDrifted, failures, backend } = notes;
  const [worst = null] = (["model", "storage", "sync", "other"] as const)
    .filter((name) => (failures[name] ?? 0) > 0)
    .sort((a, b) => failures[b] - failures[a]);
  return {
    comparison,
    first_ranking: firstRankingMs === null ? "none" : firstRankingSpeed(firstRankingMs),
    learning: learningMs === null ? "none" : learningSpeed(learningMs),
    drift: hasDrifted ? "found" : "not_found",
    failure: worst ?? "none",
    backend: backend ?? "none",
  };
}

/**
 * Whose order did better since `before`. Drafted pages: who won more of them. Whole pages, where both orders were shown: one of
 * the orders is drawn, and one of its pages, and the order is named if something was chosen there; over many reports the
 * orders are then named in proportion to how often their pages are used.
 *
 * @param now All pages so far; forgetting may have taken some away.
 */
export function comparedSince(
  now: BenefitState,
  { before, random }: { before: BenefitState; random: Random },
): QualityFacts["comparison"] {
  const [wins, losses] = [now.wins - before.wins, now.losses - before.losses];
  if (wins > 0 || losses > 0) return wins === losses ? "undecided" : wins > losses ? "personal" : "shop";
  const pages = (["personal", "heldOut"] as const).map((arm) => ({
    count: now[arm].count - before[arm].count,
    used: now[arm].sum - before[arm].sum,
  }));
  if (pages.some(({ count }) => count <= 0)) return "undecided";
  const drawn = random() < 0.5 ? 0 : 1;
  const { count, used } = pages[drawn];
  if (random() * count >= used) return "undecided";
  return drawn === 0 ? "personal" : "shop";
}

function firstRankingSpeed(ms: number): QualityFacts["first_ranking"] {
  return ms <= 500 ? "within_500ms" : ms <= 2_000 ? "within_2s" : "over_2s";
}

function learningSpeed(ms: number): QualityFacts["learning"] {
  return ms <= 50 ? "within_50ms" : ms <= 200 ? "within_200ms" : "over_200ms";
}
