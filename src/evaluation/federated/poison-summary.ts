import { binomialLower, binomialUpper } from "../replay/binomial-bounds.ts";
import type { PoisonReport } from "./poison-report.ts";
import type { Attack } from "./poison-round.ts";

/** A kind of attack by so many, wherever they come from, after few and many honest rounds. */
export interface AttackSummary {
  readonly attack: Attack;
  readonly share: number;
  readonly rounds: number;
  /** Of NDCG@10 on the test's lists, as a share: of all rounds, and of those that the gate lets through (null without one). */
  readonly worstLoss: number;
  readonly worstPassedLoss: number | null;
  readonly bad: number;
  readonly badRejected: number;
  /**
   * Of the seeds with a bad round, the share of which every bad one is rejected is at least this, with a confidence of 97.5 %. Rounds of
   * one seed have the same honest visitors and the same item, after few rounds and many and from wherever: they are one case.
   */
  readonly badRejectedAtLeast: number;
}

/** Honest rounds, and how many of them the gate rejects. */
export interface HonestSummary {
  readonly stage: number;
  readonly rounds: number;
  readonly rejected: number;
  /** 95 % interval of the share (Clopper and Pearson). */
  readonly rejectedShare95: readonly [number, number];
}

/** What a campaign of poisoned rounds shows. */
export interface PoisonSummary {
  readonly attacks: readonly AttackSummary[];
  readonly honest: readonly HonestSummary[];
}

const ALPHA = 0.025;

/** Sums up the plans of a campaign by attack and share, and honest rounds by stage. */
export function poisonSummary(reports: readonly PoisonReport[]): PoisonSummary {
  const groups = new Map<string, { attack: Attack; share: number; of: PoisonReport[] }>();
  for (const report of reports) {
    const { attack, share } = report;
    if (attack === null) continue;
    const key = `${attack} ${share}`;
    const group = groups.get(key) ?? { attack, share, of: [] };
    group.of.push(report);
    groups.set(key, group);
  }
  const sumOf = (of: readonly PoisonReport[], key: "rounds" | "bad" | "badRejected"): number =>
    of.reduce((sum, report) => sum + report[key], 0);
  return {
    attacks: [...groups.values()].map(({ attack, share, of }) => {
      const passedLosses = of.flatMap(({ worstPassedLoss }) => worstPassedLoss ?? []);
      const [bad, badRejected] = [sumOf(of, "bad"), sumOf(of, "badRejected")];
      const badSeeds = new Set(of.flatMap(({ badAt }) => badAt)).size;
      const passedSeeds = new Set(of.flatMap(({ passedAt }) => passedAt)).size;
      return {
        attack,
        share,
        rounds: sumOf(of, "rounds"),
        worstLoss: Math.max(...of.map(({ canaryLoss }) => canaryLoss.greatest)),
        worstPassedLoss: passedLosses.length === 0 ? null : Math.max(...passedLosses),
        bad,
        badRejected,
        badRejectedAtLeast: binomialLower(badSeeds - passedSeeds, badSeeds, ALPHA),
      };
    }),
    honest: reports
      .filter(({ attack }) => attack === null)
      .map(({ stage, rounds, goodRejected, badRejected }) => {
        const rejected = goodRejected + badRejected;
        return {
          stage,
          rounds,
          rejected,
          rejectedShare95: [
            binomialLower(rejected, rounds, ALPHA),
            binomialUpper(rejected, rounds, ALPHA),
          ] as const,
        };
      }),
  };
}
