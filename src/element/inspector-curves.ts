import type { Timeline } from "../worker/hypothetical.ts";

/** Curves over the steps of a timeline, each [steps]; NaN where there is nothing yet. */
export interface Curves {
  /** Mean cost of all choices so far, in nats, by the order without and with what had been learned before each. */
  readonly base: readonly number[];
  readonly personal: readonly number[];
  readonly lambda: readonly number[];
  readonly trust: readonly number[];
}

/** Progressive validation: each choice is foretold before it is learned from, so these curves cannot flatter. */
export function curvesOf({ steps }: Pick<Timeline, "steps">): Curves {
  const sums = { base: 0, personal: 0, choices: 0 };
  const curves = { base: [] as number[], personal: [] as number[] };
  for (const { losses } of steps) {
    for (const { base, personal, choices } of losses) {
      sums.base += base * choices;
      sums.personal += personal * choices;
      sums.choices += choices;
    }
    curves.base.push(sums.base / sums.choices);
    curves.personal.push(sums.personal / sums.choices);
  }
  return {
    ...curves,
    lambda: steps.map(({ lambda }) => lambda),
    trust: steps.map(({ trust }) => trust),
  };
}
