import { isWithin } from "./place-bounds.ts";
import type { RuledList } from "./ruled-list.ts";
import { ruleTally } from "./rule-tally.ts";

/** Σ score · 1 / log2(1 + position). For tests. */
export function dcgOf(order: readonly number[], scores: readonly number[]): number {
  return order.reduce((sum, index, place) => sum + scores[index] / Math.log2(2 + place), 0);
}

/**
 * The best of all orders, by trying them: within the bounds, with fewest broken rules, and of these the highest DCG; and the
 * lowest DCG of those with as few, to compare with. For tests.
 */
export function bestByTrying(
  list: RuledList,
  scores: readonly number[],
): { readonly broken: number; readonly dcg: number; readonly worstDcg: number } {
  let best = { broken: Number.POSITIVE_INFINITY, dcg: 0, worstDcg: 0 };
  for (const order of allOrders(list.count)) {
    if (!isWithin(order, list.bounds)) continue;
    const broken = ruleTally(list, order).broken();
    const dcg = dcgOf(order, scores);
    if (broken < best.broken) best = { broken, dcg, worstDcg: dcg };
    else if (broken === best.broken)
      best = { broken, dcg: Math.max(dcg, best.dcg), worstDcg: Math.min(dcg, best.worstDcg) };
  }
  return best;
}

/** Every permutation of 0 … count − 1. For tests. */
export function allOrders(count: number): number[][] {
  if (count === 0) return [[]];
  return allOrders(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, at) => [...shorter.slice(0, at), count - 1, ...shorter.slice(at)]),
  );
}
