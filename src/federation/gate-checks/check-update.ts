import { l2Norm } from "../clip.ts";
import type { GateCheck } from "./gate-check.ts";
import { boundWords } from "./no-bound.ts";

/** So many of the newest updates are compared with. */
const COMPARED_UPDATES = 5;

/**
 * Whether a candidate goes much further than those before it: the update's length over the median length of the newest five that
 * were released. The first one is held against half of the longest that there can be, which the mean of honest reports hardly reaches.
 * A head that is released once more, as after a restore, is no update: where three of five were, nothing would ever pass again.
 *
 * @param update   candidate − current, [d].
 * @param released Updates that were released, oldest first.
 */
export function checkUpdateNorm(
  update: Float32Array,
  released: readonly Float32Array[],
  { longestUpdate, bound }: { readonly longestUpdate: number; readonly bound: number },
): GateCheck {
  const lengths = released
    .slice(-COMPARED_UPDATES)
    .map(l2Norm)
    .filter((one) => one > 0)
    .sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1] ?? longestUpdate / 2;
  const length = l2Norm(update);
  const value = median > 0 ? length / median : length > 0 ? Number.MAX_VALUE : 0;
  const before = lengths.length === 0 ? "half of the longest that there can be" : "earlier updates";
  return {
    name: "update-norm",
    value,
    bound,
    passed: value <= bound,
    words: `The update is ${length.toPrecision(3)} long, ${value.toPrecision(3)} times as long as ${before}; ${boundWords(bound, `at most ${bound} times is allowed`)}`,
  };
}

/**
 * Whether a candidate turns back what was learned before: the cosine of the update and the sum of the newest five that were
 * released. Once can be chance or a change of season; twice in a row fails.
 *
 * @param update        candidate − current, [d].
 * @param released      Updates that were released, oldest first; without one the cosine counts as 0.
 * @param lastDirection This check's value in the round before, whatever became of it; null without one.
 */
export function checkUpdateDirection(
  update: Float32Array,
  released: readonly Float32Array[],
  { lastDirection, bound }: { readonly lastDirection: number | null; readonly bound: number },
): GateCheck {
  const sum = new Float32Array(update.length);
  for (const earlier of released.slice(-COMPARED_UPDATES))
    for (let at = 0; at < sum.length; at++) sum[at] += earlier[at];
  const value = cosineOf(update, sum);
  const [isBad, wasBad] = [value < bound, lastDirection !== null && lastDirection < bound];
  const again = isBad && wasBad ? ", as in the round before" : "";
  return {
    name: "update-direction",
    value,
    bound,
    passed: !(isBad && wasBad),
    words: `The update's cosine to earlier updates is ${value.toFixed(2)}${again}; ${boundWords(bound, `below ${bound} twice in a row is not allowed`)}`,
  };
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  const lengths = l2Norm(a) * l2Norm(b);
  if (!(lengths > 0)) return 0;
  let product = 0;
  for (let at = 0; at < a.length; at++) product += a[at] * b[at];
  return product / lengths;
}
