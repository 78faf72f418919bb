import { seededRandom, type Random } from "../../base/random.ts";
import type { CanarySet } from "../../federation/canary-set.ts";
import { toFixedPoint, UNITS_PER_CLIP } from "../../federation/fixed-point.ts";
import type { CanaryReplay } from "../../federation/gate-checks/replay-canary.ts";
import { replayCanary } from "../../federation/gate-checks/replay-canary.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { DEFAULT_GATE_BOUNDS, judgeCandidate } from "../../federation/release-gate.ts";
import { STEP_RATE } from "../../learning/step-scale.ts";
import { bucketedSums } from "./bucketed-sums.ts";
import type { CheckValues } from "./failed-checks.ts";
import type { HonestStage, RoundSettings } from "./honest-stage.ts";
import { movedHead } from "./moved-head.ts";
import { promotionDirection } from "./promotion-direction.ts";
import { seededBytes } from "./seeded-bytes.ts";

/**
 * What attackers send. "promote": the direction that lifts one item most, at the clip. "flip": the opposite of what they learned.
 * "scale": −100 times it. "adapt": the opposite of the honest visitors' mean, at the clip, as if they knew it.
 */
export type Attack = "promote" | "flip" | "scale" | "adapt";

/** Where attackers come from: so many networks of their own, or the visitors' networks, as a botnet would. */
export type Spread = "3 networks" | "8 networks" | "even";

export interface PoisonPlan {
  /** Null for a round of honest visitors alone. */
  readonly attack: Attack | null;
  /** Of the cohort, 0 to 1. */
  readonly share: number;
  readonly spread: Spread;
}

/** The shop in which rounds are poisoned. */
export interface PoisonedShop extends RoundSettings {
  readonly stage: HonestStage;
  /** What the gate looks at. */
  readonly canary: CanarySet;
  /** Replay of it under the stage's head. */
  readonly canaryBefore: CanaryReplay;
  /** What harm is measured on; neither the gate nor honest visitors know it. Attackers do. */
  readonly test: CanarySet;
  /** The same of the test. */
  readonly testBefore: CanaryReplay;
}

/** What came of one round. */
export interface PoisonedRound {
  /** Relative change of NDCG@10 on the test's lists, as a mean over them. */
  readonly testChange: number;
  /** Exposure of the item that is, or would be, promoted, on the test's lists: times what it was. */
  readonly targetGain: number;
  /** What each of the gate's checks measured. */
  readonly values: CheckValues;
}

/** Networks that no visitor has. */
const FIRST_OWN_NETWORK = 1_000_000;

/**
 * One round from reports to the gate's verdict: fixed point, buckets, robust sum, noise, FedAvg, gate. Honest visitors, noise, and the
 * item are those of the seed, whatever the attack.
 */
export function poisonRound(shop: PoisonedShop, plan: PoisonPlan, seed: number): PoisonedRound {
  const { stage, canary, canaryBefore, test, testBefore, cohort, clipNorm, noiseMultiplier } = shop;
  const dimensions = stage.head.length;
  const random = seededRandom(seed);
  const targets = [...testBefore.items.keys()];
  const target = targets[Math.floor(targets.length * random())];
  const { sums, add, drawNetwork } = bucketedSums(dimensions, seed);
  const attackers = plan.attack === null ? 0 : Math.round(plan.share * cohort);
  const honestSum = new Float64Array(dimensions);
  for (let report = 0; report < cohort - attackers; report++) {
    const units = drawReport(stage, random);
    for (let at = 0; at < dimensions; at++) honestSum[at] += units[at];
    add(units, drawNetwork());
  }
  if (plan.attack !== null) {
    const send = attackerOf(plan.attack, { shop, plan, target, honestSum, random });
    for (let report = 0; report < attackers; report++)
      add(send(), networkOf(plan.spread, report, drawNetwork));
  }
  const terms = { reports: cohort, dimensions, clipNorm, noiseMultiplier };
  const { mean } = noisyMean(sums, { ...terms, randomBytes: seededBytes(seed) });
  const weights = movedHead(stage.head, mean);
  const { checks } = judgeCandidate({
    current: stage.head,
    candidate: weights,
    released: stage.released,
    lastDirection: null,
    longestUpdate: STEP_RATE * clipNorm,
    canary,
    currentReplay: canaryBefore,
    bounds: DEFAULT_GATE_BOUNDS,
  });
  const testAfter = replayCanary(test, weights);
  return {
    testChange: changeOf(testBefore, testAfter),
    targetGain: (testAfter.items.get(target) ?? 0) / (testBefore.items.get(target) ?? 1),
    values: Object.fromEntries(checks.map(({ name, value }) => [name, value])),
  };
}

function attackerOf(
  attack: Attack,
  {
    shop: { stage, test, clipNorm },
    plan,
    target,
    honestSum,
    random,
  }: {
    readonly shop: PoisonedShop;
    readonly plan: PoisonPlan;
    readonly target: string;
    readonly honestSum: Float64Array;
    readonly random: Random;
  },
): () => Int32Array {
  const learned = (scale: number): Float32Array =>
    Float32Array.from(drawReport(stage, random), (units) => (scale * units * clipNorm) / UNITS_PER_CLIP);
  switch (attack) {
    case "promote": {
      const strength = plan.share * clipNorm;
      const direction = promotionDirection(test.pages, target, { head: stage.head, strength });
      const units = toFixedPoint(
        direction.map((value) => 2 * clipNorm * value),
        clipNorm,
      );
      return () => units;
    }
    case "flip":
      return () => toFixedPoint(learned(-1), clipNorm);
    case "scale":
      return () => toFixedPoint(learned(-100), clipNorm);
    case "adapt": {
      const units = toFixedPoint(
        Float32Array.from(honestSum, (value) => -value),
        clipNorm,
      );
      return () => units;
    }
  }
}

function networkOf(spread: Spread, report: number, drawNetwork: () => number): number {
  if (spread === "even") return drawNetwork();
  return FIRST_OWN_NETWORK + (report % (spread === "3 networks" ? 3 : 8));
}

function drawReport({ pool, head: { length } }: HonestStage, random: Random): Int32Array {
  const visitor = Math.floor((pool.length / length) * random());
  return pool.subarray(visitor * length, (visitor + 1) * length);
}

function changeOf(before: CanaryReplay, after: CanaryReplay): number {
  return meanOf(after.ndcg) / meanOf(before.ndcg) - 1;
}

/** Over the pages on which something was wanted. */
function meanOf(ndcg: Float64Array): number {
  const known = ndcg.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
