import { seededRandom } from "../../base/random.ts";
import type { ScenarioFigures } from "./run-scenario.ts";
import { summarise } from "./summarise.ts";

/** What the figures of one contender come to: one entry for each checkpoint. */
export interface LiftReport {
  /** Mean of (NDCG@10 − that of the global head without a history, same user and lists), × 100. */
  readonly liftPoints: readonly number[];
  /** 95 % interval of that mean by bootstrap over users. */
  readonly ci95: readonly (readonly [number, number])[];
  /** Share of users who are more than 2 points below. */
  readonly harmedShare: readonly number[];
  /** Of users, in points. */
  readonly fifthPercentile: readonly number[];
}

/** One scenario of the JSON that `eval:simulated` writes. */
export interface ScenarioReport {
  readonly name: string;
  readonly users: number;
  readonly metric: "ndcg@10";
  /** Clicks; after a switch of taste they count from there. */
  readonly at: readonly number[];
  /** Mean NDCG@10 of the global head without a history. */
  readonly base: number;
  readonly learners: Readonly<Record<string, LiftReport>>;
}

/** Room for "+12.34 [-12.34, +12.34]" and a gap of two. */
const CELL = 25;

/** Sums up one scenario; the same resamplings of users for all contenders. */
export function scenarioReport({ scenario, ndcg, baseNdcg }: ScenarioFigures): ScenarioReport {
  const { name, at } = scenario;
  const users = baseNdcg[0].length;
  const learners: Record<string, LiftReport> = {};
  for (const [learner, values] of ndcg) {
    const lifts = at.map((_, place) => summarise(values[place], baseNdcg[place], seededRandom(users)));
    learners[learner] = {
      liftPoints: lifts.map(({ mean }) => rounded(mean)),
      ci95: lifts.map(({ low, high }) => [rounded(low), rounded(high)] as const),
      harmedShare: lifts.map(({ harmedShare }) => rounded(harmedShare)),
      fifthPercentile: lifts.map(({ fifthPercentile }) => rounded(fifthPercentile)),
    };
  }
  const base = baseNdcg[0].reduce((sum, value) => sum + value, 0) / users;
  return { name, users, metric: "ndcg@10", at, base: rounded(base), learners };
}

/** The report as a table: lift [interval], and at 20 clicks the share of harmed users and the 5th percentile. */
export function scenarioTable({ name, users, base, at, learners }: ScenarioReport): string {
  const width = Math.max(...Object.keys(learners).map((learner) => learner.length));
  const tailAt = at.includes(20) ? at.indexOf(20) : at.length - 1;
  const head = at.map((clicks) => `k=${clicks}`.padStart(CELL)).join("");
  const rows = Object.entries(learners).map(
    ([learner, { liftPoints, ci95, harmedShare, fifthPercentile }]) => {
      const cells = liftPoints.map((lift, place) =>
        `${signed(lift)} [${ci95[place].map(signed).join(", ")}]`.padStart(CELL),
      );
      const harmed = `${(100 * harmedShare[tailAt]).toFixed(1)} %`.padStart(9);
      return `  ${learner.padEnd(width)}${cells.join("")}${harmed}${signed(fifthPercentile[tailAt]).padStart(8)}`;
    },
  );
  const tail = `harmed and 5th percentile at k=${at[tailAt]}`;
  return `${name}: ${users} users, base NDCG@10 ${base.toFixed(3)}, points above it; ${tail}\n  ${"".padEnd(width)}${head}\n${rows.join("\n")}\n`;
}

function signed(points: number): string {
  return `${points < 0 ? "-" : "+"}${Math.abs(points).toFixed(2)}`;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
