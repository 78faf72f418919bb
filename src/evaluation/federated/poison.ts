import type { CanarySet } from "../../federation/canary-set.ts";
import { replayCanary } from "../../federation/gate-checks/replay-canary.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { canaryPages } from "./canary-pages.ts";
import type { HonestStage, RoundSettings } from "./honest-stage.ts";
import { poisonReport, type PoisonReport } from "./poison-report.ts";
import { poisonRound, type Attack, type PoisonPlan, type Spread } from "./poison-round.ts";

/** How much is tried. */
export interface PoisonCampaign extends RoundSettings {
  /** Shops after few and after many honest rounds. */
  readonly stages: readonly HonestStage[];
  readonly attacks: readonly Attack[];
  readonly shares: readonly number[];
  readonly spreads: readonly Spread[];
  /** Of each plan, and of honest visitors alone. */
  readonly rounds: number;
  /** Lists that the gate looks at, and lists that harm is measured on. */
  readonly canaryLists: number;
  readonly testLists: number;
  readonly seed: number;
  /** Told after each round, from 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** Told each plan's figures as they come. */
  readonly onReport: (report: PoisonReport) => void;
}

const LISTS_PER_SHOPPER = 2;
/** Visitors, canary shoppers and test shoppers are different people. */
const CANARY_SEED = 40_000_000;
const TEST_SEED = 60_000_000;

/** Poisons rounds of a shop in every way there is, and looks at what the gate says. One seed gives the same figures. */
export function runPoison(world: ShopperWorld, campaign: PoisonCampaign): PoisonReport[] {
  const { stages, attacks, shares, spreads, rounds, seed, onProgress, onReport } = campaign;
  const plans: readonly PoisonPlan[] = [
    { attack: null, share: 0, spread: "even" },
    ...shares.flatMap((share) =>
      attacks.flatMap((attack) => spreads.map((spread) => ({ attack, share, spread }))),
    ),
  ];
  const listsOf = (lists: number, firstSeed: number): CanarySet =>
    canaryPages(world, {
      shoppers: Math.ceil(lists / LISTS_PER_SHOPPER),
      lists: LISTS_PER_SHOPPER,
      firstSeed,
    });
  const canary = listsOf(campaign.canaryLists, CANARY_SEED);
  const test = listsOf(campaign.testLists, TEST_SEED);
  const reports: PoisonReport[] = [];
  let done = 0;
  for (const stage of stages) {
    const shop = { ...campaign, stage, canary, test, testBefore: replayCanary(test, stage.head) };
    for (const plan of plans) {
      const results = Array.from({ length: rounds }, (_, round) => {
        const result = poisonRound(shop, plan, seed + round);
        onProgress(++done / (stages.length * plans.length * rounds));
        return result;
      });
      const report = poisonReport(plan, stage.rounds, results);
      reports.push(report);
      onReport(report);
    }
  }
  return reports;
}
