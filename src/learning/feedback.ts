import type { Interaction } from "../ranking/interaction.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { rowOf } from "./vectors.ts";

/** How much one piece of feedback counts as a positive example, next to a click's 1. */
const WEIGHTS = { click: 1, dwell: 0.5, cart: 1.5, purchase: 2 } as const;
/** A visitor who comes back sooner did not like what the click led to. */
export const MIN_DWELL_MS = 10_000;

/** A ranking as it was shown, with what an update needs of it and what has become of it so far. */
export interface ShownRanking {
  readonly id: string;
  /** [n], in displayed order: `itemIds[0]` is at position 1. */
  readonly itemIds: readonly string[];
  /** [n, d], in displayed order. */
  readonly features: Float32Array;
  /** [n]. */
  readonly baseScores: Float64Array;
  /** [n]. */
  readonly propensities: Float64Array;
  /** Indices that were in the viewport. */
  readonly seen: readonly number[];
  /** Indices that an update has already used, as liked or as passed over. */
  readonly used: readonly number[];
}

/** What a batch of interactions means for learning. */
export interface Feedback {
  /** The ranking with its `seen` and `used` brought up to date. */
  readonly shown: ShownRanking;
  /** Null if there is nothing to learn from yet: impressions alone teach only once something was chosen. */
  readonly examples: Examples | null;
  /** The interactions that belong to this ranking; those on items that it did not show are left out. */
  readonly accepted: readonly Interaction[];
}

/**
 * Turns interactions with one ranking into training examples: each chosen item is a positive, and each item that was
 * seen, was not chosen and has not been used before is a negative.
 *
 * @param shown        What was shown.
 * @param interactions Of this ranking, oldest first; each event once.
 */
export function feedbackFrom(shown: ShownRanking, interactions: readonly Interaction[]): Feedback {
  const accepted = interactions.filter(
    ({ rankingId, itemId }) => rankingId === shown.id && shown.itemIds.includes(itemId),
  );
  const seen = new Set(shown.seen);
  const positives: { index: number; weight: number }[] = [];
  for (const interaction of accepted) {
    const index = shown.itemIds.indexOf(interaction.itemId);
    seen.add(index);
    const weight = weightOf(interaction);
    if (weight > 0) positives.push({ index, weight });
  }
  if (positives.length === 0) return { shown: { ...shown, seen: [...seen] }, examples: null, accepted };

  const used = new Set(shown.used);
  for (const { index } of positives) used.add(index);
  const negatives = [...seen].filter((index) => !used.has(index)).sort((a, b) => a - b);
  for (const index of negatives) used.add(index);
  return {
    shown: { ...shown, seen: [...seen], used: [...used] },
    examples: examplesAt(shown, [
      ...positives.map((positive) => ({ ...positive, reward: 1 })),
      ...negatives.map((index) => ({ index, weight: 1, reward: 0 })),
    ]),
    accepted,
  };
}

function weightOf(interaction: Interaction): number {
  switch (interaction.type) {
    case "impression":
      return 0;
    case "dwell":
      return interaction.dwellMs >= MIN_DWELL_MS ? WEIGHTS.dwell : 0;
    case "click":
    case "cart":
    case "purchase":
      return WEIGHTS[interaction.type];
  }
}

function examplesAt(
  shown: ShownRanking,
  picks: readonly { readonly index: number; readonly weight: number; readonly reward: number }[],
): Examples {
  const features = new Float32Array(picks.length * FEATURE_COUNT);
  for (const [at, { index }] of picks.entries())
    features.set(rowOf(shown.features, index), at * FEATURE_COUNT);
  return {
    features,
    baseScores: Float64Array.from(picks, ({ index }) => shown.baseScores[index]),
    rewards: Uint8Array.from(picks, ({ reward }) => reward),
    propensities: Float64Array.from(picks, ({ index }) => shown.propensities[index]),
    weights: Float64Array.from(picks, ({ weight }) => weight),
  };
}
