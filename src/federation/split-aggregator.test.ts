import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import type { RandomBytes } from "./discrete-gaussian.ts";
import { type SplitAggregator, splitAggregator } from "./split-aggregator.ts";
import { splitMean } from "./split-mean.ts";
import { splitReport, type SplitReport } from "./split-report.ts";
import { SPLIT_ZERO, splitUnits, UNITS_PER_SPLIT_CLIP } from "./split-units.ts";

// Machines have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DIMENSIONS = 4;
const KEY = new Uint8Array(16).fill(7);
const random = seededRandom(5);
const bytes: RandomBytes = (count) => Uint8Array.from({ length: count }, () => 256 * random());

const servers = (dimensions = DIMENSIONS): readonly [SplitAggregator, SplitAggregator] => [
  splitAggregator("leader", { dimensions, verifyKey: KEY }),
  splitAggregator("helper", { dimensions, verifyKey: KEY }),
];

/** Both servers look at a report, as they would over the network; what each adds up of it, or null. */
async function check(
  [leader, helper]: readonly [SplitAggregator, SplitAggregator],
  { nonce, publicShare, leaderShare, helperShare }: SplitReport,
): Promise<readonly [Uint8Array | null, Uint8Array | null]> {
  const checks = [
    await leader.check({ nonce, publicShare, share: leaderShare }),
    await helper.check({ nonce, publicShare, share: helperShare }),
  ] as const;
  const parts = [checks[0].part, checks[1].part] as const;
  return [await checks[0].accept(parts), await checks[1].accept(parts)];
}

/** Of a report that both must accept. */
async function outputsOf(
  both: readonly [SplitAggregator, SplitAggregator],
  report: SplitReport,
): Promise<[Uint8Array, Uint8Array]> {
  const [leader, helper] = await check(both, report);
  if (leader === null || helper === null) throw new Error("A good report was refused");
  return [leader, helper];
}

const NO_NOISE = { noiseMultiplier: 0, randomBytes: bytes };

describe("splitUnits", () => {
  test("never makes a vector longer than the clip, whatever it is and however it is rounded", () => {
    const values = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 64 });
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(values, draws, fc.double({ min: 1e-3, max: 10, noNaN: true }), (step, draw, clipNorm) => {
        const numbers = splitUnits(step, { clipNorm, random: () => draw });
        expect(numbers.every((value) => value >= 1 && value <= 255)).toBe(true);
        const length = Math.hypot(...numbers.map((value) => value - SPLIT_ZERO));
        expect(length).toBeLessThanOrEqual(UNITS_PER_SPLIT_CLIP);
      }),
    );
  });

  test("is right on average", () => {
    const step = Float32Array.of(0.3, -0.2, 0.001, 0);
    const sums = [0, 0, 0, 0];
    const draws = 4_000;
    for (let draw = 0; draw < draws; draw++)
      for (const [at, value] of splitUnits(step, { clipNorm: 1, random }).entries())
        sums[at] += (value - SPLIT_ZERO) / UNITS_PER_SPLIT_CLIP / draws;
    // Half a unit of rounding, by √4,000: four standard errors are 1.3e-4.
    for (const [at, value] of step.entries()) expect(Math.abs(sums[at] - value)).toBeLessThan(1.5e-4);
  });

  test("refuses what is no step", () => {
    const bad = [Float32Array.of(Number.NaN), Float32Array.of(Infinity)];
    for (const step of bad) expect(() => splitUnits(step, { clipNorm: 1, random })).toThrow("must be finite");
    expect(() => splitUnits(Float32Array.of(1), { clipNorm: 0, random })).toThrow("a positive number: got 0");
  });
});

describe("two servers", () => {
  test("come to the mean of all reports, and neither share says anything of it", async () => {
    const both = servers();
    const steps = Array.from({ length: 12 }, () =>
      Float32Array.from({ length: DIMENSIONS }, () => 0.3 * normalFrom(random)),
    );
    const outputs: [Uint8Array, Uint8Array][] = [];
    const wanted = new Float64Array(DIMENSIONS);
    for (const step of steps) {
      const numbers = splitUnits(step, { clipNorm: 2, random });
      for (const [at, value] of numbers.entries()) wanted[at] += value - SPLIT_ZERO;
      outputs.push(await outputsOf(both, await splitReport(numbers, bytes)));
    }
    const shares = both.map((server, at) =>
      server.sum(
        outputs.map((output) => output[at]),
        NO_NOISE,
      ),
    );
    const terms = { dimensions: DIMENSIONS, reports: outputs.length, clipNorm: 2 };
    const mean = splitMean([shares[0], shares[1]], terms);
    for (const [at, sum] of wanted.entries())
      expect(mean[at]).toBeCloseTo((sum * 2) / UNITS_PER_SPLIT_CLIP / outputs.length, 12);
    // One share with nothing for the other is a number of 128 bits.
    const alone = splitMean([shares[0], new Uint8Array(shares[0].length)], terms);
    expect(Math.min(...alone.map(Math.abs))).toBeGreaterThan(1e20);
    // The helper's share of a report is drawn: it is the same whatever was reported.
    const draws = (): RandomBytes => {
      const same = seededRandom(9);
      return (count) => Uint8Array.from({ length: count }, () => 256 * same());
    };
    const [zero, other] = [
      await splitReport([1, 1, 1, 1], draws()),
      await splitReport([9, 255, 3, 7], draws()),
    ];
    expect(other.helperShare).toEqual(zero.helperShare);
    expect(other.leaderShare).not.toEqual(zero.leaderShare);
  });

  test("add noise of their own: each alone hides a report, both together have √2 times as much", async () => {
    const dimensions = 64;
    const both = servers(dimensions);
    const numbers = Array.from({ length: dimensions }, () => SPLIT_ZERO);
    const report = await splitReport(numbers, bytes);
    const outputs = await outputsOf(both, report);
    const noisy = { noiseMultiplier: 3, randomBytes: bytes };
    const [leader, helper] = both.map((server, at) => server.sum([outputs[at]], noisy));
    const mean = splitMean([leader, helper], { dimensions, reports: 1, clipNorm: 1 });
    // √2 · 3 clips a value; of 64 values the deviation is known to 9 %: four standard errors.
    const deviation = Math.sqrt(mean.reduce((sum, value) => sum + value ** 2, 0) / dimensions);
    expect(Math.abs(deviation / (3 * Math.SQRT2) - 1)).toBeLessThan(0.36);
  });

  test("refuse a report that is not in range or not whole, whoever's share was changed, and go on", async () => {
    const both = servers();
    for (const change of ["leaderShare", "helperShare", "publicShare"] as const) {
      const report = await splitReport([1, 2, 3, 4], bytes);
      const changed = { ...report, [change]: report[change].slice() };
      // The lowest bit of the first value: a 1 more, or less, is still in the field.
      changed[change][0] ^= 1;
      expect(await check(both, changed)).toEqual([null, null]);
    }
    // Any share of a good report with its parts of another one.
    const [one, other] = [await splitReport([1, 2, 3, 4], bytes), await splitReport([4, 3, 2, 1], bytes)];
    expect(await check(both, { ...one, leaderShare: other.leaderShare })).toEqual([null, null]);
    const good = await splitReport([5, 6, 7, 8], bytes);
    await outputsOf(both, good);
  });

  test("refuse any bytes that are no share with the typed error, and any part of a check with no", async () => {
    const report = await splitReport([1, 2, 3, 4], bytes);
    const { nonce, publicShare, leaderShare } = report;
    const bad: [Partial<SplitReport>, string][] = [
      [{ nonce: new Uint8Array(15) }, "a nonce as it must have 16 bytes: got 15"],
      [{ publicShare: new Uint8Array(0) }, "a public share as it must have 32 bytes: got 0"],
      [{ leaderShare: leaderShare.slice(1) }, "the leader's share as it must have"],
      [{ leaderShare: new Uint8Array(leaderShare.length).fill(255) }, "numbers of its field"],
    ];
    for (const [part, words] of bad) {
      const { leaderShare: share, ...rest } = { nonce, publicShare, leaderShare, ...part };
      await expect(servers()[0].check({ ...rest, share })).rejects.toThrow(words);
    }
    const both = servers();
    const checks = [
      await both[0].check({ nonce, publicShare, share: leaderShare }),
      await both[1].check({ nonce, publicShare, share: report.helperShare }),
    ] as const;
    expect(await checks[0].accept([checks[0].part, new Uint8Array(3)])).toBeNull();
    expect(await checks[0].accept([checks[1].part, checks[1].part])).toBeNull();
    expect(await checks[1].accept([checks[0].part, checks[1].part])).not.toBeNull();
  });

  test("find the same of the same share, however often they look", async () => {
    const report = await splitReport([1, 2, 3, 4], bytes);
    const [one, other] = [await outputsOf(servers(), report), await outputsOf(servers(), report)];
    expect(other).toEqual(one);
  });

  test("need not agree where a device has told them different things", async () => {
    const report = await splitReport([1, 2, 3, 4], bytes);
    const [leader, helper] = servers();
    const { nonce, publicShare, leaderShare, helperShare } = report;
    const changed = publicShare.slice();
    changed[0] ^= 1; // the leader's part of it, which only the helper takes from there
    const checks = [
      await leader.check({ nonce, publicShare, share: leaderShare }),
      await helper.check({ nonce, publicShare: changed, share: helperShare }),
    ] as const;
    const parts = [checks[0].part, checks[1].part] as const;
    const found = [await checks[0].accept(parts), await checks[1].accept(parts)];
    expect(found.filter((output) => output !== null).length).toBeLessThan(2);
  });

  test("add up nothing that is no output, nor with noise that is no number from 0", () => {
    const [server] = servers();
    expect(() => server.sum([new Uint8Array(3)], NO_NOISE)).toThrow("4 numbers of its field");
    expect(() => server.sum([], { ...NO_NOISE, noiseMultiplier: -1 })).toThrow("got -1");
  });
});
