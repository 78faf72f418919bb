import type { CanaryPage } from "../../federation/canary-set.ts";

const STEPS = 12;
/** Pages of the item that an attacker learns from; more change little. */
const PAGES = 40;

/**
 * What somebody sends who wants one item up: the direction, of length 1, that at the given strength raises the item's share of its
 * lists most, as a softmax of the scores has it. The attacker knows the released head and lists with the item.
 *
 *   u ← g / ‖g‖,   g = Σ over pages (φ_item − Σ_i p_i φ_i),   p of the scores at head + strength · u
 *
 * A fixed point of it is a maximum of Σ ln p_item on the ball, which is concave.
 *
 * @param pages    Lists; those without the item are passed over.
 * @param strength How far the mean will move along it, in weight units: share of attackers · clip norm.
 * @returns [d]; zeros if no page has the item.
 */
export function promotionDirection(
  pages: readonly CanaryPage[],
  item: string,
  { head, strength }: { readonly head: Float32Array; readonly strength: number },
): Float32Array<ArrayBuffer> {
  const dimensions = head.length;
  const listed = pages.filter(({ items }) => items.includes(item)).slice(0, PAGES);
  let direction = new Float32Array(dimensions);
  for (let step = 0; step < STEPS; step++) {
    const weights = head.map((weight, at) => weight + strength * direction[at]);
    const slope = new Float64Array(dimensions);
    for (const page of listed) addSlope(slope, page, page.items.indexOf(item), weights);
    const length = Math.sqrt(slope.reduce((sum, value) => sum + value ** 2, 0));
    if (length === 0) return direction;
    direction = Float32Array.from(slope, (value) => value / length);
  }
  return direction;
}

function addSlope(
  slope: Float64Array,
  { features, baseScores }: CanaryPage,
  wanted: number,
  weights: Float32Array,
): void {
  const dimensions = weights.length;
  const scores = baseScores.map((base, row) => {
    let sum = base;
    for (let at = 0; at < dimensions; at++) sum += weights[at] * features[row * dimensions + at];
    return sum;
  });
  const highest = Math.max(...scores);
  const masses = scores.map((score) => Math.exp(score - highest));
  const total = masses.reduce((sum, mass) => sum + mass);
  for (const [row, mass] of masses.entries()) {
    const pull = (row === wanted ? 1 : 0) - mass / total;
    for (let at = 0; at < dimensions; at++) slope[at] += pull * features[row * dimensions + at];
  }
}
