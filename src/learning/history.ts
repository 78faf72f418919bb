import type { Interaction } from "../ranking/interaction.ts";
import { MIN_DWELL_MS } from "./feedback.ts";
import { MAX_HISTORY } from "./history-comparison.ts";

/** The static score reads the newest 20; the others are there to move up when one of these is forgotten. */
export const MAX_KEPT_HISTORY: number = MAX_HISTORY + 12;

const MAX_LATE_MS = 24 * 60 * 60 * 1_000;

/** An item that the visitor engaged with, in words: no embedding, so that it outlives a change of the model. */
export interface EngagedItem {
  readonly itemId: string;
  /** What the encoder reads of it. */
  readonly text: string;
  /** The strongest sign that was seen, in (0, 1]. */
  readonly evidence: number;
  /** Of the newest sign; milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/**
 * How far each sign stands for a purchase, which the static score's weights were fitted on. A click is half curiosity and
 * half accident; at a quarter, one of them does not turn a page over, and four on like items say as much as a purchase.
 */
const EVIDENCE = { click: 0.25, dwell: 0.5, cart: 0.75, purchase: 1, engage: 0.75, goal: 1 } as const;

/**
 * The history after one more interaction: distinct items by id, the newest last, at most 32. An item that is met again moves
 * to the end and keeps its strongest sign.
 *
 * @param text What the encoder reads of the interaction's item.
 * @returns The same history for an interaction that is no sign of liking: an impression, a short dwell.
 */
export function addToHistory(
  history: readonly EngagedItem[],
  interaction: Interaction,
  text: string,
): readonly EngagedItem[] {
  const evidence = evidenceOf(interaction);
  if (evidence === 0) return history;
  const { itemId, atMs } = interaction;
  const known = history.find((item) => item.itemId === itemId);
  const item = {
    itemId,
    text,
    evidence: Math.max(evidence, known?.evidence ?? 0),
    atMs: known === undefined || known.atMs > atMs + MAX_LATE_MS ? atMs : Math.max(atMs, known.atMs),
  };
  // Interactions may come late: a click is sent again by the next page if its own ended too early. What is newer by more than that has
  // the time of a clock that was ahead: it counts as older than all that comes, or nothing new would be kept until then.
  const others = history
    .filter((other) => other.itemId !== itemId)
    .map((other) => (other.atMs > item.atMs + MAX_LATE_MS ? { ...other, atMs: item.atMs } : other));
  return [...others, item].sort((a, b) => a.atMs - b.atMs).slice(-MAX_KEPT_HISTORY);
}

function evidenceOf(interaction: Interaction): number {
  switch (interaction.type) {
    case "impression":
      return 0;
    case "dwell":
      return interaction.dwellMs >= MIN_DWELL_MS ? EVIDENCE.dwell : 0;
    case "click":
    case "cart":
    case "purchase":
    case "engage":
    case "goal":
      return EVIDENCE[interaction.type];
  }
}
