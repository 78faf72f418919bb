import type { GateBounds } from "../../federation/release-gate.ts";
import { failedChecks } from "./failed-checks.ts";
import type { PoisonedRound, PoisonPlan } from "./poison-round.ts";

/** A round does harm from this loss of NDCG@10 on the test's lists on. */
export const HARMFUL_LOSS = 0.01;
/** A candidate carries its promotion if the item has this many times its exposure on the test's lists. */
export const PROMOTED = 1.5;

/** What came of all rounds of one plan. */
export interface PoisonReport extends PoisonPlan {
  /** Honest rounds before. */
  readonly stage: number;
  readonly rounds: number;
  /** Loss of NDCG@10 on canary lists that the gate does not see, as a share, whatever the gate says; below 0 it is a gain. */
  readonly canaryLoss: Spread95;
  /** The worst of the candidates that the gate lets through; null without one. */
  readonly worstPassedLoss: number | null;
  /** The item's exposure, times what it was. */
  readonly targetGain: Spread95;
  /** Rounds that do harm, or carry the promotion, and how many of them the gate rejects. */
  readonly bad: number;
  readonly badRejected: number;
  /** Numbers of the rounds, from 0, that do harm, and of those of them that the gate lets through: a number is a seed in all plans. */
  readonly badAt: readonly number[];
  readonly passedAt: readonly number[];
  /** Rounds that the gate rejects, of those that are not bad. */
  readonly goodRejected: number;
  /** How often each check failed. */
  readonly failed: Readonly<Record<string, number>>;
  /** What each check measured. */
  readonly values: Readonly<Record<string, Spread95>>;
}

/** Middle, mean, and the ends: the 2.5th and the 97.5th percentile, the least and the greatest. */
export interface Spread95 {
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly least: number;
  readonly greatest: number;
}

/** Sums up rounds of one plan, as the gate judges them by some bounds. */
export function poisonReport(
  plan: PoisonPlan,
  stage: number,
  { rounds, bounds }: { readonly rounds: readonly PoisonedRound[]; readonly bounds: GateBounds },
): PoisonReport {
  const isBad = ({ testChange, targetGain }: PoisonedRound): boolean =>
    testChange <= -HARMFUL_LOSS || (plan.attack === "promote" && targetGain >= PROMOTED);
  const bad = rounds.filter(isBad);
  const badAt = [...rounds.keys()].filter((round) => isBad(rounds[round]));
  const isRejected = ({ values }: PoisonedRound): boolean => failedChecks(values, bounds).length > 0;
  const passed = rounds.filter((round) => !isRejected(round));
  const failed: Record<string, number> = {};
  for (const name of rounds.flatMap(({ values }) => failedChecks(values, bounds)))
    failed[name] = (failed[name] ?? 0) + 1;
  const names = Object.keys(rounds[0]?.values ?? {});
  return {
    ...plan,
    stage,
    rounds: rounds.length,
    worstPassedLoss: passed.length === 0 ? null : Math.max(...passed.map(({ testChange }) => -testChange)),
    canaryLoss: spreadOf(rounds.map(({ testChange }) => -testChange)),
    targetGain: spreadOf(rounds.map(({ targetGain }) => targetGain)),
    bad: bad.length,
    badRejected: bad.filter(isRejected).length,
    badAt,
    passedAt: badAt.filter((round) => !isRejected(rounds[round])),
    goodRejected: rounds.filter((round) => !isBad(round) && isRejected(round)).length,
    failed,
    values: Object.fromEntries(
      names.map((name) => [name, spreadOf(rounds.map(({ values }) => values[name] ?? 0))]),
    ),
  };
}

/** One line a plan, as the campaign prints it. */
export function poisonLine(report: PoisonReport): string {
  const { attack, share, spread, stage, rounds, canaryLoss, worstPassedLoss, targetGain } = report;
  const who = attack === null ? "honest alone" : `${attack}, ${100 * share} %, ${spread}`;
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const promoted =
    attack === "promote"
      ? `, item x ${targetGain.median.toFixed(2)} (to ${targetGain.greatest.toFixed(2)})`
      : "";
  return (
    `after ${stage} rounds, ${who}: canary loss ${percent(canaryLoss.mean)} (worst ${percent(canaryLoss.greatest)}, worst that passed ${worstPassedLoss === null ? "none" : percent(worstPassedLoss)})${promoted}; ` +
    `${report.badRejected} of ${report.bad} bad rounds rejected, ${report.goodRejected} of ${rounds - report.bad} others\n`
  );
}

function spreadOf(values: readonly number[]): Spread95 {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length);
  return { mean, median: at(0.5), low: at(0.025), high: at(0.975), least: at(0), greatest: at(1) };
}
