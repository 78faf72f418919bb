import type { Candidate } from "../ranking/candidate.ts";
import type { RankRequest } from "../worker/protocol.ts";
import type { ListCards } from "./list-cards.ts";

/** What may be otherwise in a list that is only thought of. */
export interface WhatIfChanges {
  /** Of which list; the first one unless said. */
  readonly listId?: string;
  readonly query?: string;
  /** By item, in the shop's currency; at least 0. */
  readonly prices?: Readonly<Record<string, number>>;
  /** Ids of events that the visitor is taken never to have done. */
  readonly without?: readonly string[];
}

/** What is asked of the worker for the cards as they stand, in the shop's order. */
export function rankRequest(
  board: ListCards,
  {
    held,
    seen,
    ...rest
  }: Omit<RankRequest, "candidates" | "fixed" | "seen"> & {
    /** Places that must not change, 0-based, by item. */
    readonly held: ReadonlyMap<string, number>;
    readonly seen: ReadonlySet<string>;
  },
): RankRequest {
  const candidates = board.cards
    .map(({ candidate }) => candidate)
    .toSorted((a, b) => board.shopIndexOf(a.id) - board.shopIndexOf(b.id));
  return {
    ...rest,
    candidates,
    fixed: candidates.flatMap(({ id }, index) => (held.has(id) ? [{ index, place: held.get(id)! }] : [])),
    seen: candidates.flatMap(({ id }, index) => (seen.has(id) ? [index] : [])),
  };
}

/** The same list with another query and other prices. */
export function changedRequest(request: RankRequest, { query, prices = {} }: WhatIfChanges): RankRequest {
  const withPrice = (candidate: Candidate): Candidate => {
    const price = prices[candidate.id];
    return price !== undefined && Number.isFinite(price) && price >= 0 ? { ...candidate, price } : candidate;
  };
  return { ...request, query: query ?? request.query, candidates: request.candidates.map(withPrice) };
}
