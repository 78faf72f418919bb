import { DEFAULT_POLICY } from "./open-store.ts";
import type { RoundPolicy } from "./store.ts";

/**
 * Rounds for a demo or a test: every report makes a head at once, as it is. Never for real visitors: nothing hides one of them, and
 * nobody is asked.
 */
export const PLAIN_ROUNDS: RoundPolicy = {
  ...DEFAULT_POLICY,
  cohort: 1,
  minCohort: 1,
  noiseMultiplier: 0,
  promotion: "automatic",
  // One report may well turn back what another one taught, and moves lists as no mean of many does.
  gateBounds: {
    updateNorm: Number.MAX_VALUE,
    updateDirection: -1,
    ndcgLoss: Number.MAX_VALUE,
    exposureMoved: 1,
    itemExposure: Number.MAX_VALUE,
    brandExposure: Number.MAX_VALUE,
  },
};
