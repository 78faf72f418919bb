import { beforeAll, describe, expect, test } from "vitest";
import { initialHead } from "../../learning/initial-head.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import { fitCentralHead, meanLogLikelihood } from "./central-head.ts";
import { offsetReport, stepReport } from "./client-report.ts";
import type { ClientShop } from "./client-shop.ts";
import { clientsOf, type FederatedArm, runRounds } from "./federated-rounds.ts";
import { syntheticShop } from "./synthetic-shop.test-helper.ts";

const HEAD = visitorHead({ learner: "bayes", learns: "last-layer" }, null);
const PLAN = { rounds: 5, clients: 24, seed: 1, start: initialHead(), onProgress: () => {} };
const STEPS = { ...stepReport(), clipNorm: 1, learningRate: 3 };

describe("runRounds, on synthetic shoppers", () => {
  let shop: ClientShop;
  let central: Float32Array;
  /** What a head gains over the start for tune shoppers, in nats a list, over what the central head gains. */
  const shareOf = (head: Float32Array): number => {
    const lists = shop.tune.flatMap(({ pages }) => pages);
    const [start, own, most] = [PLAN.start, head, central].map((weights) =>
      meanLogLikelihood(shop, lists, Float64Array.from(weights)),
    );
    return (own - start) / (most - start);
  };
  beforeAll(() => {
    shop = syntheticShop(160);
    central = fitCentralHead(shop, shop.clients.slice(0, 60), { start: PLAN.start, onProgress: () => {} });
  }, 120_000);

  test("comes near what many pages in one place give, with and without noise", () => {
    const arms = [0, 0.5].map((noiseMultiplier): FederatedArm => ({ ...STEPS, noiseMultiplier }));
    const [exact, noisy] = runRounds(shop, arms, PLAN).map(shareOf);
    expect(exact).toBeGreaterThan(0.7);
    expect(noisy).toBeGreaterThan(0.4);
  }, 120_000);

  test("goes further by steps than by the offsets of personal heads", () => {
    const arms = [STEPS, { ...offsetReport(HEAD), clipNorm: 1, learningRate: 1 }];
    const plan = { ...PLAN, rounds: 2, clients: 12 };
    const [steps, offsets] = runRounds(
      shop,
      arms.map((arm) => ({ ...arm, noiseMultiplier: 0 })),
      plan,
    ).map(shareOf);
    expect(offsets).toBeGreaterThan(0);
    expect(steps).toBeGreaterThan(1.3 * offsets);
  }, 120_000);

  test("gives the same heads for the same seed, and leaves the start as it was", () => {
    const plan = { ...PLAN, rounds: 2, clients: 6 };
    const arms = [{ ...STEPS, noiseMultiplier: 1 }];
    expect(runRounds(shop, arms, plan)).toEqual(runRounds(shop, arms, plan));
    expect(runRounds(shop, arms, plan)).not.toEqual(runRounds(shop, arms, { ...plan, seed: 2 }));
    expect(plan.start).toEqual(initialHead());
  });

  test("moves no further than the clip allows, whatever devices send", () => {
    const huge = { scale: stepReport().scale, report: () => new Float32Array(257).fill(1e30) };
    const arm = { ...huge, clipNorm: 0.5, learningRate: 2, noiseMultiplier: 0 };
    const [head] = runRounds(shop, [arm], { ...PLAN, rounds: 2, clients: 60 });
    const moved = Math.hypot(...head.map((weight, at) => weight - PLAN.start[at]));
    expect(moved).toBeGreaterThan(0.5);
    expect(moved).toBeLessThanOrEqual(2 * 2 * 0.5);
  });

  test("lets each client take part once, and refuses a shop with too few", () => {
    const cohorts = clientsOf(shop, { rounds: 3, clients: 30, seed: 4 });
    expect(cohorts.map(({ length }) => length)).toEqual([30, 30, 30]);
    expect(new Set(cohorts.flat()).size).toBe(90);
    expect(() => clientsOf(shop, { rounds: 100, clients: 50, seed: 4 })).toThrow(
      /must have 5000 train shoppers/,
    );
  });
});
