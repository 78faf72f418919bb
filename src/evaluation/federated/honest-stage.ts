import { toFixedPoint } from "../../federation/fixed-point.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { initialHead } from "../../learning/initial-head.ts";
import type { VisitorHead } from "../../learning/visitor-head.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { bucketedSums } from "./bucketed-sums.ts";
import { movedHead } from "./moved-head.ts";
import { seededBytes } from "./seeded-bytes.ts";
import { visitorDelta } from "./visitor-delta.ts";

/** What a shop asks of its rounds. */
export interface RoundSettings {
  /** Reports a round. */
  readonly cohort: number;
  readonly noiseMultiplier: number;
  readonly clipNorm: number;
}

/** A shop after some honest rounds, and visitors who have its head. */
export interface HonestStage {
  readonly rounds: number;
  /** [d]: the global head. */
  readonly head: Float32Array<ArrayBuffer>;
  /** Of the rounds so far, oldest first, [d] each. */
  readonly released: readonly Float32Array[];
  /** [visitors, d]: their reports, whole units. */
  readonly pool: Int32Array<ArrayBuffer>;
}

export interface StagePlan extends RoundSettings {
  readonly head: VisitorHead;
  readonly pagesPerVisitor: number;
  readonly rounds: number;
  /** Visitors whose reports later rounds are drawn from. */
  readonly visitors: number;
  /** Of the first visitor and of the rounds. */
  readonly seed: number;
  /** Told after each visitor, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Lets a shop begin: rounds of new visitors each, from the head that ships on, by FedAvg, without anybody who means harm.
 *
 * @param earlier A stage of the same plan but for its rounds, of which there are no more: its rounds are not simulated again, and the
 *   result is the same. Null without one.
 */
export function honestStage(world: ShopperWorld, plan: StagePlan, earlier: HonestStage | null): HonestStage {
  const { head, pagesPerVisitor, rounds, visitors, cohort, noiseMultiplier, clipNorm, onProgress } = plan;
  const firstRound = earlier?.rounds ?? 0;
  const total = (rounds - firstRound) * cohort + visitors;
  let globalWeights = earlier?.head ?? initialHead();
  let visitor = firstRound * cohort;
  const nextReport = (): Int32Array => {
    const seed = plan.seed + visitor++;
    const delta = visitorDelta(world, { head, globalWeights, pages: pagesPerVisitor, seed });
    onProgress((visitor - firstRound * cohort) / total);
    return toFixedPoint(delta, clipNorm);
  };
  const released = [...(earlier?.released ?? [])];
  for (let round = firstRound; round < rounds; round++) {
    const { sums, add, drawNetwork } = bucketedSums(FEATURE_COUNT, plan.seed + round);
    for (let report = 0; report < cohort; report++) add(nextReport(), drawNetwork());
    const terms = { reports: cohort, dimensions: FEATURE_COUNT, clipNorm, noiseMultiplier };
    const { mean } = noisyMean(sums, { ...terms, randomBytes: seededBytes(plan.seed + round) });
    const before = globalWeights;
    globalWeights = movedHead(before, mean);
    released.push(globalWeights.map((weight, at) => weight - before[at]));
  }
  const pool = new Int32Array(visitors * FEATURE_COUNT);
  for (let at = 0; at < visitors; at++) pool.set(nextReport(), at * FEATURE_COUNT);
  return { rounds, head: globalWeights, released, pool };
}
