import { createContenders, type ContenderSettings, STARTING_SETTINGS } from "../contenders/contenders.ts";
import type { Contender } from "../contender.ts";
import { runScenario, type ScenarioPlan } from "./run-scenario.ts";
import { MAIN_SCENARIO } from "./scenarios.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/** The settings of all contenders but for the bandit's function of items. */
export type TunedSettings = Omit<ContenderSettings, "vwStyle"> & { readonly vwLearningRate: number };

type TokensOf = ContenderSettings["vwStyle"]["tokensOf"];

/** One number of one contender: what to try, the first wins a tie. */
interface Knob {
  readonly contender: string;
  readonly values: readonly number[];
  readonly set: (settings: TunedSettings, value: number) => TunedSettings;
}

const START: TunedSettings = { ...STARTING_SETTINGS, vwLearningRate: 0.1 };
/** Clicks at which the mean lift counts. */
const AT = [20, 100];

const KNOBS: readonly Knob[] = [
  {
    contender: "isotropic-bayes",
    values: [0.05, 0.025, 0.1, 0.2, 0.4],
    set: (settings, variance) => ({
      ...settings,
      isotropicBayes: { ...settings.isotropicBayes, variance },
    }),
  },
  {
    contender: "adamw-listwise",
    values: [0.01, 0.005, 0.02, 0.04],
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
    set: (settings, vwLearningRate) => ({ ...settings, vwLearningRate }),
  },
];

/** All that the product is compared with, under tuned settings, in the order of the report. */
export function contendersOf(settings: TunedSettings, tokensOf: TokensOf): readonly Contender[] {
  const { vwLearningRate, ...others } = settings;
  return createContenders({ ...others, vwStyle: { tokensOf, learningRate: vwLearningRate } });
}

/**
 * Chooses the step size, variance or pull of every contender on tuning users, by the mean lift after 20 and 100 clicks under
 * the main scenario, one number each, so that none loses by a bad one.
 */
export function tuneContenders(world: ShopperWorld, tokensOf: TokensOf, plan: ScenarioPlan): TunedSettings {
  const tries = KNOBS.flatMap((knob) =>
    knob.values.map((value) => ({
      knob,
      value,
      contender: {
        ...contendersOf(knob.set(START, value), tokensOf).find(({ name }) => name === knob.contender)!, // all are listed
        name: `${knob.contender} ${value}`,
      },
    })),
  );
  const scenario = { ...MAIN_SCENARIO, at: AT };
  const { ndcg } = runScenario(
    world,
    scenario,
    tries.map(({ contender }) => contender),
    plan,
  );
  const scoreOf = (name: string): number =>
    ndcg.get(name)!.reduce((sum, users) => sum + users.reduce((total, value) => total + value, 0), 0); // one for each try
  return KNOBS.reduce((settings, knob) => {
    const scores = knob.values.map((value) => scoreOf(`${knob.contender} ${value}`));
    return knob.set(settings, knob.values[scores.indexOf(Math.max(...scores))]);
  }, START);
}
