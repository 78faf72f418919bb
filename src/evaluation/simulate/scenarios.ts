import type { ClickModel } from "./click-models.ts";
import { CHECKPOINTS } from "./simulate-shopper.ts";

/** One kind of visitor that all contenders meet. */
export interface Scenario {
  readonly name: string;
  readonly clickModel: ClickModel;
  /** Clicks after which to test; after a switch of taste they count from there. */
  readonly at: readonly number[];
  /** 0 for visitors without a taste of their own. */
  readonly personalWeight: 0 | 1;
  /** Clicks after which the visitor is somebody else; null for never. */
  readonly switchAfter: number | null;
}

const plain = (type: Exclude<ClickModel["type"], "botburst">): Scenario => ({
  name: type,
  clickModel: { type },
  at: CHECKPOINTS,
  personalWeight: 1,
  switchAfter: null,
});

/** The click model that priors and settings are fitted and chosen under. */
export const MAIN_SCENARIO: Scenario = plain("pbm_noisy");

/** Every click model, attack and oddity, the main one first. None of them has the propensities that learners assume. */
export const SCENARIOS: readonly Scenario[] = [
  MAIN_SCENARIO,
  plain("perfect"),
  plain("cascade"),
  plain("info"),
  plain("rand30"),
  plain("adv30"),
  plain("random100"),
  plain("randomuniform"),
  {
    ...MAIN_SCENARIO,
    name: "botburst",
    clickModel: { type: "botburst", fromClicks: 30, toClicks: 70 },
    at: [0, 30, 70, 100],
  },
  { ...MAIN_SCENARIO, name: "notaste", personalWeight: 0 },
  { ...MAIN_SCENARIO, name: "taste-switch", switchAfter: 50, at: [0, 10, 20, 50, 100] },
];
