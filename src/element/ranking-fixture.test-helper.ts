import type { RankedItem, Ranking } from "../ranking/ranking.ts";

const order = [3, 0, 13, 2, 1, 9, 4, 15, 5, 6, 8, 7, 10, 11, 12, 14, 16, 17];

/** A ranking of 18 lamps in which some climbed for their brand; the third card is held. For tests. */
export function rankingFixture(generation: number): Ranking {
  const items = order.map((shopIndex, index): RankedItem => {
    const likes = [3, 13, 9, 15].includes(shopIndex) && generation > 0;
    const groups = {
      text: likes ? 0.35 : -0.04,
      match: 0.02,
      history: likes ? 0.3 : -0.05,
      price: shopIndex % 3 === 0 ? 0.12 : -0.08,
      brand: likes ? 0.9 : -0.1,
      attributes: likes ? 0.2 : 0.03,
      intercept: 0,
      facts: likes ? 0.04 : -0.01,
      media: 0,
    };
    const personal = generation > 0 ? Object.values(groups).reduce((sum, value) => sum + value, 0) : 0;
    const parts = {
      shop: 1.4 - shopIndex * 0.09,
      global: Math.sin(shopIndex) * 0.25,
      personal,
      groups:
        generation > 0
          ? groups
          : {
              text: 0,
              match: 0,
              history: 0,
              price: 0,
              brand: 0,
              attributes: 0,
              intercept: 0,
              facts: 0,
              media: 0,
            },
    };
    return {
      id: `lamp-${shopIndex + 1}`,
      shopIndex: generation > 0 ? shopIndex : index,
      position: index + 1,
      score: parts.shop + parts.global + parts.personal,
      propensity: 1 / (index + 1),
      shownPropensity: 1,
      parts,
      isFixed: index === 3,
    };
  });
  return {
    id: "r1",
    listId: "search",
    query: "lamp",
    atMs: 1_764_000_000_000,
    headVersion: 2,
    generation,
    arm: "personal",
    items,
  };
}
