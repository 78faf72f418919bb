import type { CanarySet } from "../../federation/canary-set.ts";
import { replayCanary } from "../../federation/gate-checks/replay-canary.ts";
import type { GateBounds } from "../../federation/release-gate.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { canaryPages } from "./canary-pages.ts";
import type { HonestStage, RoundSettings } from "./honest-stage.ts";
import type { KeptLines } from "./kept-lines.ts";
import { poisonReport, type PoisonReport } from "./poison-report.ts";
import {
  poisonRound,
  type Attack,
  type PoisonedRound,
  type PoisonPlan,
  type Spread,
} from "./poison-round.ts";

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
  /** By which rounds are judged; those of before are not made again for others. */
  readonly bounds: GateBounds;
  /** Keeps each round as it comes, by a key that names stage, plan and seed. */
  readonly kept: KeptLines<PoisonedRound>;
  /** Told after each round, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

const LISTS_PER_SHOPPER = 2;
/** Visitors, canary shoppers and test shoppers are different people. */
const CANARY_SEED = 40_000_000;
const TEST_SEED = 60_000_000;

/**
 * Poisons rounds of a shop in every way there is, and looks at what the gate says. One seed gives the same figures. Seed by seed goes
 * through all ways, so that what is kept of a run that was stopped is a smaller campaign.
 */
export function runPoison(world: ShopperWorld, campaign: PoisonCampaign): PoisonReport[] {
  const { stages, attacks, shares, spreads, rounds, seed, kept, onProgress } = campaign;
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
  const shops = stages.map((stage) => ({
    ...campaign,
    stage,
    canary,
    canaryBefore: replayCanary(canary, stage.head),
    test,
    testBefore: replayCanary(test, stage.head),
  }));
  const trials = shops.flatMap((shop) =>
    plans.map((plan) => ({ shop, plan, results: [] as PoisonedRound[] })),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [at, { shop, plan, results }] of trials.entries()) {
      const key = `${shop.stage.rounds}, ${plan.attack} ${plan.share} ${plan.spread}, ${seed + round}`;
      results.push(kept(key, () => poisonRound(shop, plan, seed + round)));
      onProgress((round + (at + 1) / trials.length) / rounds);
    }
  }
  return trials.map(({ shop, plan, results }) =>
    poisonReport(plan, shop.stage.rounds, { rounds: results, bounds: campaign.bounds }),
  );
}
