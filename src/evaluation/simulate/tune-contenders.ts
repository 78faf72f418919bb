import { createContenders, type ContenderSettings, STARTING_SETTINGS } from "../contenders/contenders.ts";
import type { Contender } from "../contender.ts";
import { runScenario, type ScenarioPlan } from "./run-scenario.ts";
import { MAIN_SCENARIO } from "./scenarios.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/** What was chosen for each contender that has a number to choose, by name. */
export type TunedNumbers = Readonly<Record<string, number>>;

type TokensOf = ContenderSettings["vwStyle"]["tokensOf"];

/** One number of one contender: what to try, the first wins a tie, and where it goes. */
interface Knob {
  readonly contender: string;
  readonly values: readonly number[];
  readonly set: (settings: ContenderSettings, value: number) => ContenderSettings;
}

/** Clicks at which the mean lift counts. */
const AT = [20, 100];

const KNOBS: readonly Knob[] = [
  {
    contender: "isotropic-bayes",
    values: [0.05, 0.025, 0.1, 0.2],
    set: (settings, variance) => ({
      ...settings,
      isotropicBayes: { ...settings.isotropicBayes, variance },
    }),
  },
  {
    contender: "adamw-listwise",
    values: [0.01, 0.0025, 0.005, 0.02],
    set: (settings, learningRate) => ({
      ...settings,
      adamwListwise: { ...settings.adamwListwise, learningRate },
    }),
  },
  {
    contender: "sgd",
    values: [0.03, 0.01, 0.1, 0.3],
    set: (settings, learningRate) => ({ ...settings, sgd: { ...settings.sgd, learningRate } }),
  },
  {
    contender: "prototype",
    values: [1, 0.5, 2, 4],
    set: (settings, towards) => ({
      ...settings,
      prototype: { ...settings.prototype, towards, away: towards / 3 },
    }),
  },
  {
    contender: "pdgd",
    values: [0.1, 0.03, 0.3],
    set: (settings, learningRate) => ({ ...settings, pdgd: { ...settings.pdgd, learningRate } }),
  },
  {
    contender: "vw-style",
    values: [0.1, 0.03, 0.3],
    set: (settings, learningRate) => ({ ...settings, vwStyle: { ...settings.vwStyle, learningRate } }),
  },
];

/** All that the product is compared with, in the order of the report. */
export function contendersOf(numbers: TunedNumbers, tokensOf: TokensOf): readonly Contender[] {
  const start: ContenderSettings = { ...STARTING_SETTINGS, vwStyle: { tokensOf, learningRate: 0.1 } };
  return createContenders(
    KNOBS.reduce(
      (settings, { contender, set }) => (contender in numbers ? set(settings, numbers[contender]) : settings),
      start,
    ),
  );
}

/**
 * Chooses the step size, variance or pull of every contender on tuning users, by the mean lift after 20 and 100 clicks under
 * the main scenario, one number each, so that none loses by a bad one.
 *
 * @returns Finite numbers only, so that they survive JSON; {@link contendersOf} makes the contenders of them.
 */
export function tuneContenders(world: ShopperWorld, tokensOf: TokensOf, plan: ScenarioPlan): TunedNumbers {
  const nameOf = (contender: string, value: number): string => `${contender} ${value}`;
  const tries = KNOBS.flatMap(({ contender, values }) =>
    values.map((value) => ({
      ...contendersOf({ [contender]: value }, tokensOf).find(({ name }) => name === contender)!, // all are listed
      name: nameOf(contender, value),
    })),
  );
  const { ndcg } = runScenario(world, { ...MAIN_SCENARIO, at: AT }, tries, plan);
  const scoreOf = (name: string): number =>
    ndcg.get(name)!.reduce((sum, users) => sum + users.reduce((total, value) => total + value, 0), 0); // one for each try
  return Object.fromEntries(
    KNOBS.map(({ contender, values }) => {
      const scores = values.map((value) => scoreOf(nameOf(contender, value)));
      return [contender, values[scores.indexOf(Math.max(...scores))]];
    }),
  );
}
