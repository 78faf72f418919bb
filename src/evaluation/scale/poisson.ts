import { normalFrom } from "../../base/random.ts";
import type { Random } from "../../base/random.ts";

/** Above it the normal distribution is near enough for loads. */
const LARGE_MEAN = 50;

/**
 * A Poisson number: how many of many independent visitors do something.
 *
 * @param mean At least 0.
 */
export function poisson(mean: number, random: Random): number {
  if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalFrom(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** How long until something happens that happens so often. */
export function waitFor(meanDays: number, random: Random): number {
  return -meanDays * Math.log(1 - random());
}
