import { seededRandom } from "../../base/random.ts";
import { clipByNorm } from "../../federation/clip.ts";
import { toFixedPoint } from "../../federation/fixed-point.ts";
import { unscaled } from "../../federation/global-step.ts";
import { noisyMean } from "../../federation/noisy-mean.ts";
import { dequantize, quantize } from "../../federation/quantize.ts";
import { stepOptimiser } from "../../federation/server-optimiser.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { shuffle } from "../simulate/shuffle.ts";
import { BUCKETS } from "./bucketed-sums.ts";
import type { ClientReport, DescribedList, ReportKind } from "./client-report.ts";
import type { ClientShop } from "./client-shop.ts";
import type { Client } from "./shopper-pages.ts";

/** One way to learn from the same clients in the same rounds. */
export interface FederatedArm extends ReportKind {
  readonly noiseMultiplier: number;
  /** In the units of a report. */
  readonly clipNorm: number;
  /** Of FedAvg. */
  readonly learningRate: number;
}

export interface RoundPlan {
  readonly rounds: number;
  /** Clients a round; each takes part once. */
  readonly clients: number;
  readonly seed: number;
  /** [d]: the head of all arms before the first round. */
  readonly start: Float32Array;
  readonly onProgress: (share: number) => void;
}

/**
 * Rounds as the product has them: each client's report is clipped, rounded to int8, clipped again, cut to whole units and added to the
 * bucket of its network; the robust mean of the round with its discrete Gaussian noise moves the head by FedAvg.
 *
 * @returns [arms], [d] each: the heads after the last round.
 * @throws {RangeError} if the shop has too few clients for every one to take part once.
 */
export function runRounds(
  shop: Pick<ClientShop, "name" | "clients" | "featuresOf">,
  arms: readonly FederatedArm[],
  plan: RoundPlan,
): Float32Array<ArrayBuffer>[] {
  let heads = arms.map(() => Float32Array.from(plan.start));
  for (const [round, clients] of clientsOf(shop, plan).entries()) {
    const random = seededRandom(plan.seed * 1000 + round);
    const sums = arms.map(() => new Float64Array(BUCKETS * FEATURE_COUNT));
    for (const [number, client] of clients.entries()) {
      plan.onProgress((round + number / clients.length) / plan.rounds);
      const pages = client.pages.map((list): DescribedList => ({ ...list, features: shop.featuresOf(list) }));
      const bucket = Math.floor(BUCKETS * random());
      for (const [at, arm] of arms.entries()) {
        const units = unitsOf(arm.report, { pages, weights: heads[at], clipNorm: arm.clipNorm, random });
        const start = bucket * FEATURE_COUNT;
        for (let place = 0; place < FEATURE_COUNT; place++) sums[at][start + place] += units?.[place] ?? 0;
      }
    }
    heads = arms.map(({ noiseMultiplier, clipNorm, learningRate, scale }, at) => {
      const terms = { reports: clients.length, dimensions: FEATURE_COUNT, clipNorm, noiseMultiplier };
      const { mean } = noisyMean(sums[at], { ...terms, randomBytes: bytesFrom(random) });
      const step = { weights: heads[at], mean: unscaled(mean, scale) };
      return stepOptimiser({ type: "fedavg", learningRate }, null, step).weights;
    });
  }
  return heads;
}

/** The clients of each round: different ones in all of them. */
export function clientsOf(
  { name, clients }: Pick<ClientShop, "name" | "clients">,
  { rounds, clients: count, seed }: Pick<RoundPlan, "rounds" | "clients" | "seed">,
): readonly (readonly Client[])[] {
  if (clients.length < rounds * count) {
    throw new RangeError(
      `Cannot simulate ${rounds} rounds of ${count} clients as "${name}" must have ${rounds * count} train shoppers: got ${clients.length}; take fewer by --rounds or --clients`,
    );
  }
  const order = shuffle([...clients], seededRandom(seed));
  return Array.from({ length: rounds }, (_, round) => order.slice(round * count, (round + 1) * count));
}

function unitsOf(
  report: ClientReport,
  {
    pages,
    weights,
    clipNorm,
    random,
  }: {
    readonly pages: readonly DescribedList[];
    readonly weights: Float32Array;
    readonly clipNorm: number;
    readonly random: () => number;
  },
): Int32Array | null {
  const vector = report(pages, weights);
  if (vector === null) return null;
  const sent = quantize(clipByNorm(vector, clipNorm).vector, random);
  return toFixedPoint(dequantize(sent), clipNorm);
}

/** Bytes that can be drawn again: there is nobody here to be hidden. */
function bytesFrom(random: () => number): (count: number) => Uint8Array {
  return (count) => Uint8Array.from({ length: count }, () => 256 * random());
}
