import type { Candidate } from "./candidate.ts";
import type { ExposureTable } from "./exposure-sums.ts";

/** Shown little is who has less than so much of the attention that a card of the list has had in the mean. */
const SHARE_OF_MEAN = 0.5;

/**
 * The sellers of a list whose cards have stood so low, in the lists of this browser so far, that they have had less than half of
 * the exposure of a card that is usual among the cards of this list. A seller whom no list had before has had none. Where nobody
 * is known, or there is one seller, none is shown little. Who had little attention is next to get some: attention is made even
 * over many lists, as no single list can.
 *
 * @param sellers Their exposure so far.
 * @see Biega, Gummadi, Weikum 2018, Equity of attention: amortizing individual fairness in rankings, https://arxiv.org/abs/1805.01788
 */
export function littleShownSellers(
  { named }: ExposureTable,
  candidates: readonly Pick<Candidate, "seller">[],
): ReadonlySet<string> {
  const perCard = new Map(named.map(({ name, shown, cards }) => [name, shown / cards]));
  const ofCards = candidates.flatMap(({ seller }) =>
    seller ? [[seller, perCard.get(seller) ?? 0] as const] : [],
  );
  const mean = ofCards.reduce((sum, [, exposure]) => sum + exposure / ofCards.length, 0);
  return new Set(ofCards.filter(([, exposure]) => exposure < SHARE_OF_MEAN * mean).map(([seller]) => seller));
}
