import { NO_BOUND } from "../federation/gate-checks/no-bound.ts";
import type { RoundPolicy } from "./store.ts";
import { DEFAULT_POLICY } from "./whole-policy.ts";

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
    updateNorm: NO_BOUND,
    updateDirection: -NO_BOUND,
    ndcgLoss: NO_BOUND,
    exposureMoved: NO_BOUND,
    itemExposure: NO_BOUND,
    brandExposure: NO_BOUND,
  },
};
