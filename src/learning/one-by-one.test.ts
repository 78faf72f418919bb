import { describe, expect, test } from "vitest";
import { emptyMemory, type Memory, remember } from "./memory.ts";
import { did, rankingFixture } from "./memory-fixtures.test-helper.ts";
import type { ShownRanking } from "./shown-ranking.ts";
import { visitorHead } from "./visitor-head.ts";

const ITEMS = Array.from({ length: 24 }, (_, at) => `item ${at}`);
const VIEWS = 10;
const SECOND_MS = 1_000;
const head = visitorHead({ learner: "sgd", learns: "last-layer" }, null);

/** One view of a page whose list is ordered anew half way down: the items all the same, and all seen. */
const halvesOf = (view: number): readonly [string, string] => [`${view} first`, `${view} second`];
const rankings: ReadonlyMap<string, ShownRanking> = new Map(
  Array.from({ length: VIEWS }, (_, view) => halvesOf(view))
    .flat()
    .map((id, seed) => [
      id,
      { ...rankingFixture(id, { itemIds: ITEMS, history: [], seed }), seenIds: ITEMS },
    ]),
);

/** Opens the first `clicks` of each page from the top, as a crawler does, each told of as it is, or all of a list together. */
function crawl({
  views,
  clicks,
  isTogether,
}: {
  views: number;
  clicks: number;
  isTogether: boolean;
}): Memory {
  let memory = emptyMemory(head);
  let number = 0;
  let atMs = 0;
  for (let view = 0; view < views; view++) {
    for (const [half, rankingId] of halvesOf(view).entries()) {
      const shown = { id: `view ${view}`, arm: null };
      const entry = { type: "shown", number: ++number, rankingId, atMs, view: shown } as const;
      memory = remember(memory, entry, { rankings, head }).memory;
      const chosen = ITEMS.slice(0, clicks)
        .filter((_, at) => at < 12 === (half === 0))
        .map((itemId) => did("click", itemId, { rankingId, atMs: (atMs += 2 * SECOND_MS) }));
      for (const interactions of isTogether ? [chosen] : chosen.map((one) => [one]))
        if (interactions.length > 0)
          memory = remember(
            memory,
            { type: "did", number: ++number, interactions },
            { rankings, head },
          ).memory;
    }
    atMs += 60 * SECOND_MS;
  }
  return memory;
}

describe("clicks that come one by one, as pages tell of them", () => {
  test.each([1, 3, 12, 13, 24])("say as much by their number as %i together", (clicks) => {
    const [one, all] = [false, true].map((isTogether) => crawl({ views: 1, clicks, isTogether }));
    expect(one.guard.profile.logRatios.count).toBeCloseTo(all.guard.profile.logRatios.count, 10);
  });

  test("give a machine away that opens everything from the top, on the third page", () => {
    const flags = [1, 2, 3].map(
      (views) => crawl({ views, clicks: 24, isTogether: false }).guard.profile.isFlagged,
    );
    expect(flags).toEqual([false, false, true]);
  });

  test("are a person's where five are opened on a page, however many pages", () => {
    const { isFlagged, logRatios } = crawl({ views: VIEWS, clicks: 5, isTogether: false }).guard.profile;
    expect([isFlagged, logRatios.count < 0]).toEqual([false, true]);
  });
});
