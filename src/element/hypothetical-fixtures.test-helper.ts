import type { Timeline, WhatIf } from "../worker/hypothetical.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";

/** Without the newer click the 14th lamp has .8 less; without everything the shop's order is left. For tests. */
export function whatIfFixture(generation: number, without: readonly string[]): WhatIf {
  const { items, ...rest } = rankingFixture(generation);
  const scored = items.map((item) => ({
    ...item,
    score: item.score - (without.includes("e2") && item.id === "lamp-14" ? 0.8 : 0),
  }));
  const ordered =
    without.length > 1
      ? scored
          .toSorted((a, b) => a.shopIndex - b.shopIndex)
          .map((item) => ({ ...item, parts: { ...item.parts, personal: 0 } }))
      : without.includes("e2")
        ? scored.toSorted((a, b) => b.score - a.score)
        : scored;
  return {
    ranking: { ...rest, items: ordered.map((item, at) => ({ ...item, position: at + 1 })) },
    deviations: items.map(() => 0.25),
    events: without.length,
  };
}

/** One lesson a generation, each of which takes the first item to the end. For tests. */
export function timelineFixture(generations: number): Timeline {
  const itemIds = Array.from({ length: 18 }, (_, at) => `lamp-${at + 1}`);
  return {
    itemIds,
    steps: Array.from({ length: generations + 1 }, (_, generation) => ({
      generation,
      atMs: generation === 0 ? null : 1_764_000_000_000 + generation * 60_000,
      events: generation === 0 ? [] : [{ type: "click", itemId: "lamp-3", eventId: `e${generation}` }],
      order: itemIds.map((_, place) => (place + generation) % 18),
      lambda: 0.6,
      trust: 1,
      losses: generation === 0 ? [] : [{ base: 3, personal: 3 - generation / 10, choices: 1 }],
    })),
  };
}
