import type { ReviewExample, ReviewExposure, ReviewLists } from "../../base/review-report.ts";
import type { CanaryPage, CanarySet } from "../../federation/canary-set.ts";
import { canaryOrder } from "../../federation/gate-checks/canary-order.ts";
import { replayCanary } from "../../federation/gate-checks/replay-canary.ts";
import type { CandidateHeads } from "../store.ts";

const SHOWN_PLACES = 10;
const SHOWN_BRANDS = 12;
/** Of those that gain, and of those that lose. */
const SHOWN_ITEMS = 5;
const MOST_CHANGED = 3;
const DRAWN = 3;

/** What a candidate does to the lists of a canary set: twice 20 ms for 1,000 of them, at d = 257. */
export function reviewLists(set: CanarySet, { base, candidate }: CandidateHeads): ReviewLists {
  const [before, after] = [replayCanary(set, base), replayCanary(set, candidate)];
  const titles = new Map(set.pages.flatMap(({ items, titles }) => items.map((id, row) => [id, titles[row]])));
  const brands = sharesOf(before.brands, after.brands).slice(0, SHOWN_BRANDS);
  const items = sharesOf(before.items, after.items)
    .map(({ name, ...shares }) => ({ name: titles.get(name) ?? name, ...shares }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => b.after - b.before - (a.after - a.before));
  return {
    pages: set.pages.length,
    ndcgBefore: meanOf(before.ndcg),
    ndcgAfter: meanOf(after.ndcg),
    brands,
    items:
      items.length > 2 * SHOWN_ITEMS ? [...items.slice(0, SHOWN_ITEMS), ...items.slice(-SHOWN_ITEMS)] : items,
    examples: examplesOf(set.pages, { base, candidate }),
  };
}

/** Largest first, as shares of all that is there before and after. */
function sharesOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): ReviewExposure[] {
  const [all, allAfter] = [before, after].map((sums) =>
    [...sums.values()].reduce((sum, one) => sum + one, 0),
  );
  return [...before]
    .map(([name, exposure]) => ({ name, before: exposure / all, after: (after.get(name) ?? 0) / allAfter }))
    .sort((a, b) => b.before - a.before);
}

function meanOf(ndcg: Float64Array): number {
  const known = ndcg.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The lists of which most places of the first ten are taken by others, and some at even distances: what changes little is an example, too. */
function examplesOf(pages: readonly CanaryPage[], { base, candidate }: CandidateHeads): ReviewExample[] {
  const [headBefore, headAfter] = [Float64Array.from(base), Float64Array.from(candidate)];
  const changes = pages.map((page) => {
    const after = canaryOrder(page, headAfter).slice(0, SHOWN_PLACES);
    return canaryOrder(page, headBefore)
      .slice(0, SHOWN_PLACES)
      .filter((row, place) => after[place] !== row).length;
  });
  const byChange = [...pages.keys()].sort((a, b) => changes[b] - changes[a]).slice(0, MOST_CHANGED);
  const even = Array.from({ length: DRAWN }, (_, at) => Math.floor(((at + 0.5) * pages.length) / DRAWN));
  return [...new Set([...byChange, ...even])].map((at) => exampleOf(pages[at], headBefore, headAfter));
}

function exampleOf(page: CanaryPage, headBefore: Float64Array, headAfter: Float64Array): ReviewExample {
  const [before, after] = [headBefore, headAfter].map((head) => {
    const places = new Map<number, number>();
    for (const [place, row] of canaryOrder(page, head).entries()) places.set(row, place + 1);
    return places;
  });
  const items = page.items
    .map((id, row) => ({
      id,
      title: page.titles[row],
      before: before.get(row)!, // every row has a place
      after: after.get(row)!,
      isWanted: page.rewards[row] === 1,
    }))
    .filter(({ before, after }) => Math.min(before, after) <= SHOWN_PLACES)
    .sort((a, b) => a.after - b.after);
  return { length: page.items.length, items };
}
