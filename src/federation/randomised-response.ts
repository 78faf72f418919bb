import type { Random } from "../base/random.ts";

/** How often a randomised answer is what, in 2³² draws: whole numbers, so that what is promised holds exactly. */
export interface ResponseOdds {
  /** The true value. */
  readonly truth: number;
  /** Each of the others. */
  readonly other: number;
}

/** As many draws as a source of 32 random bits has. */
export const DRAWS: number = 2 ** 32;

/**
 * The odds of k-ary randomised response. Whatever the answer, no value makes it more than e^ε times as probable as any other:
 *
 *   other = ⌈2³² / (e^ε + k − 1)⌉,   truth = 2³² − (k − 1) · other,   so truth / other ≤ e^ε
 *
 * @param valueCount k, from 2 to 255.
 * @param epsilon Above 0.
 * @see Kairouz, Bonawitz, Ramage 2016, https://arxiv.org/abs/1602.07387
 */
export function responseOdds(valueCount: number, epsilon: number): ResponseOdds {
  const other = Math.ceil(DRAWS / (Math.exp(epsilon) + valueCount - 1));
  return { truth: DRAWS - (valueCount - 1) * other, other };
}

/**
 * Draws the answer that is given in place of the true value.
 *
 * @param value  In 0 .. k − 1.
 * @param random Unpredictable, with 32 bits or more: anybody who can foretell it knows the value.
 * @returns In 0 .. k − 1.
 */
export function randomiseResponse(
  value: number,
  { valueCount, epsilon, random }: { valueCount: number; epsilon: number; random: Random },
): number {
  const { other } = responseOdds(valueCount, epsilon);
  const at = Math.floor(Math.floor(random() * DRAWS) / other);
  if (at >= valueCount - 1) return value;
  return at < value ? at : at + 1;
}
