import { describe, expect, test } from "vitest";
import { seededRandom, type Random } from "../base/random.ts";
import { offPolicyReport, type LoggedPage, type OffPolicyReport } from "./off-policy.ts";

/** A world of three items: six orders, drawn with known probabilities; everything about it can be counted out. */
const RELEVANCE = [0.9, 0.2, 0.5];
const EXAMINATION = [1, 0.6, 0.3];
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
const LOGGING = [0.05, 0.1, 0.4, 0.2, 0.1, 0.15];
const NEW = [0.5, 0.3, 0, 0.1, 0.1, 0];
const dcg = {
  discountAt: (position: number) => 1 / Math.log2(1 + position),
  maxWeight: Number.POSITIVE_INFINITY,
};

/** P(item at place), [item][place]. */
const marginals = (policy: readonly number[]): number[][] =>
  [0, 1, 2].map((item) =>
    [0, 1, 2].map((place) => policy.reduce((sum, p, at) => sum + (ORDERS[at][place] === item ? p : 0), 0)),
  );
const logged = marginals(LOGGING);
const wanted = marginals(NEW);
const truth = NEW.reduce(
  (sum, p, at) =>
    sum +
    p *
      ORDERS[at].reduce(
        (value, item, place) => value + dcg.discountAt(1 + place) * EXAMINATION[place] * RELEVANCE[item],
        0,
      ),
  0,
);

function drawOrder(random: Random): number[] {
  let left = random();
  return ORDERS[LOGGING.findIndex((p) => (left -= p) < 0)] ?? ORDERS[5];
}

interface Wrongs {
  readonly relevance?: readonly number[];
  readonly propensities?: (propensity: number) => number;
  readonly isNoiseless?: boolean;
}

function logOf(count: number, seed: number, wrongs: Wrongs = {}): LoggedPage[] {
  const random = seededRandom(seed);
  const { relevance = RELEVANCE, propensities = (p: number) => p, isNoiseless = false } = wrongs;
  return Array.from({ length: count }, () => {
    const order = drawOrder(random);
    return {
      rewards: order.map((item, place) => {
        const chance = EXAMINATION[place] * RELEVANCE[item];
        return isNoiseless ? chance : random() < chance ? 1 : 0;
      }),
      propensities: order.map((item, place) => propensities(logged[item][place])),
      examination: EXAMINATION,
      newProbabilities: order.flatMap((item) => wanted[item]),
      relevance: order.map((item) => relevance[item]),
    };
  });
}

const runs = (count: number, wrongs: Wrongs = {}): OffPolicyReport[] =>
  Array.from({ length: count }, (_, seed) => offPolicyReport(logOf(100, seed, wrongs), dcg));
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number =>
  mean(values.map((value) => (value - mean(values)) ** 2));
/** Distance of the mean from the truth, in its standard errors. */
const bias = (values: readonly number[]): number =>
  (mean(values) - truth) / Math.sqrt(variance(values) / values.length);

describe("offPolicyReport", () => {
  const reports = runs(400);

  test("is unbiased by IPS and by DR, where the plain mean of what was logged is far off", () => {
    expect(Math.abs(bias(reports.map(({ ips }) => ips.value)))).toBeLessThan(3);
    expect(Math.abs(bias(reports.map(({ dr }) => dr.value)))).toBeLessThan(3);
    const onPolicy = logOf(20_000, 1).map(({ rewards }) =>
      Array.from(rewards).reduce((sum, reward, place) => sum + reward * dcg.discountAt(1 + place), 0),
    );
    expect(Math.abs(mean(onPolicy) - truth)).toBeGreaterThan(0.15);
  });

  test("has less variance by SNIPS than by IPS, at a bias that is small beside it", () => {
    const snips = reports.map(({ snips }) => snips.value);
    expect(variance(snips)).toBeLessThan(0.7 * variance(reports.map(({ ips }) => ips.value)));
    expect(Math.abs(mean(snips) - truth)).toBeLessThan(0.3 * Math.sqrt(variance(snips)));
  });

  test("is exact by DR where the reward model is, whatever the propensities say", () => {
    for (const propensities of [(p: number) => p, (p: number) => Math.sqrt(p), () => 0.5]) {
      const report = offPolicyReport(logOf(5, 3, { propensities, isNoiseless: true }), dcg);
      expect(report.dr.value).toBeCloseTo(truth, 12);
      expect(report.dr.high - report.dr.low).toBeLessThan(1e-9);
      expect(Math.abs(report.ips.value - truth)).toBeGreaterThan(0.01);
    }
    const wrong = runs(300, { propensities: (p) => Math.sqrt(p) });
    expect(Math.abs(bias(wrong.map(({ dr }) => dr.value)))).toBeLessThan(3);
    expect(Math.abs(bias(wrong.map(({ ips }) => ips.value)))).toBeGreaterThan(10);
  });

  test("is unbiased by DR with a wrong model too while the propensities are exact, but not with both wrong", () => {
    const relevance = [0.3, 0.8, 0.1];
    expect(Math.abs(bias(runs(400, { relevance }).map(({ dr }) => dr.value)))).toBeLessThan(3);
    const both = runs(200, { relevance, propensities: (p) => Math.sqrt(p) });
    expect(Math.abs(bias(both.map(({ dr }) => dr.value)))).toBeGreaterThan(5);
  });

  test("has less variance by DR than by IPS with a good model", () => {
    const of = (name: "dr" | "ips"): number => variance(reports.map((report) => report[name].value));
    expect(of("dr")).toBeLessThan(0.6 * of("ips"));
  });

  test.each(["ips", "snips", "dr"] as const)("covers the truth by %s in about 95 of 100 logs", (name) => {
    const covered = reports.filter(
      (report) => report[name].low <= truth && truth <= report[name].high,
    ).length;
    expect(covered / reports.length).toBeGreaterThan(0.91);
    expect(covered / reports.length).toBeLessThan(0.985);
  });

  test("gives the mean reward and all pages where the new policy is the logging policy", () => {
    const pages = logOf(50, 9).map((page) => ({
      ...page,
      propensities: [1, 1, 1],
      newProbabilities: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    }));
    const plain = { ...dcg, discountAt: () => 1 };
    const clicks = mean(
      pages.map(({ rewards }) => Array.from(rewards).reduce((sum, reward) => sum + reward, 0)),
    );
    const { ips, snips, dr, effectivePages, cutShare } = offPolicyReport(pages, plain);
    for (const { value } of [ips, snips, dr]) expect(value).toBeCloseTo(clicks, 12);
    expect(effectivePages).toBeCloseTo(50, 9);
    expect(cutShare).toBe(0);
    expect(snips.high - snips.low).toBeCloseTo(ips.high - ips.low, 12);
  });

  test("counts pages of unequal weight as fewer", () => {
    const [page] = logOf(1, 2);
    const one = (weight: number): LoggedPage => ({
      ...page,
      rewards: [1],
      propensities: [1 / weight],
      examination: [1],
      newProbabilities: [1],
      relevance: [0],
    });
    expect(offPolicyReport([one(1), one(3)], dcg).effectivePages).toBeCloseTo(16 / 10, 12);
  });

  test("cuts weights where told, says how many, and then values too low", () => {
    const whole = offPolicyReport(logOf(2000, 5), dcg);
    const cut = offPolicyReport(logOf(2000, 5), { ...dcg, maxWeight: 2 });
    expect(whole.cutShare).toBe(0);
    expect(cut.cutShare).toBeGreaterThan(0.1);
    expect(cut.ips.value).toBeLessThan(whole.ips.value - 0.1);
    expect(cut.effectivePages).toBeGreaterThan(whole.effectivePages);
  });

  test("knows nothing where no page shows what the new policy wants", () => {
    const [page] = logOf(1, 2);
    const swapped = { ...page, newProbabilities: [0, 1, 0, 1, 0, 0, 0, 0, 0] };
    const { ips, snips, effectivePages } = offPolicyReport([swapped, swapped], dcg);
    expect([ips.value, snips.value, effectivePages]).toEqual([0, 0, 0]);
  });

  test("gives an endless interval for one page, and takes pages of different lengths", () => {
    const [page] = logOf(1, 2);
    expect(offPolicyReport([page], dcg).ips.high).toBe(Number.POSITIVE_INFINITY);
    const short = {
      rewards: [1],
      propensities: [1],
      examination: [1],
      newProbabilities: [1],
      relevance: [0],
    };
    const long = {
      rewards: [0, 1],
      propensities: [1, 1],
      examination: [1, 1],
      newProbabilities: [1, 0, 0, 1],
      relevance: [0, 0],
    };
    const { ips, snips } = offPolicyReport([short, long], { ...dcg, discountAt: () => 1 });
    expect(ips.value).toBeCloseTo(1, 12);
    expect(snips.value).toBeCloseTo(1, 12);
  });

  test.each([
    ["no places", { rewards: [], propensities: [], examination: [], newProbabilities: [], relevance: [] }],
    ["a propensity of 0", { propensities: [1, 0, 1] }],
    ["a number that is not one", { rewards: [0, Number.NaN, 1] }],
    ["too few probabilities", { newProbabilities: [1, 0, 0] }],
    ["other lengths", { relevance: [1, 1] }],
  ])("refuses a page with %s", (_, change) => {
    const pages = logOf(2, 2);
    expect(() => offPolicyReport([pages[0], { ...pages[1], ...change }], dcg)).toThrow("logged page 1");
    expect(() => offPolicyReport([], dcg)).toThrow("got none");
  });
});
