import { describe, expect, test } from "vitest";
import type { Inspection } from "../worker/protocol.ts";
import { fakeHandle } from "./fake-handle.test-helper.ts";
import { rankingFixture } from "./ranking-fixture.test-helper.ts";
import { learnedSummary, type LearnedSummary } from "./rank-switch-summary.ts";

const summaryOf = async (
  rankings = [rankingFixture(3)],
  brandOf: (id: string) => string | null = () => null,
  change: (inspection: Inspection) => Partial<Inspection> = () => ({}),
): Promise<LearnedSummary> => {
  const inspection = await fakeHandle("ready").inspect();
  return learnedSummary({ ...inspection, ...change(inspection) }, rankings, brandOf);
};

describe("learnedSummary", () => {
  test("counts items and not clicks, and leaves out what never happened", async () => {
    const { counts } = await summaryOf([], undefined, ({ events }) => ({
      events: [...events, ...events.map((event) => ({ ...event, eventId: `${event.eventId}-again` }))],
    }));
    expect(counts).toEqual([
      { name: "opened", count: 2 },
      { name: "cart", count: 1 },
    ]);
  });

  test("counts the places that differ from the shop's order over all lists", async () => {
    const { moved, all } = await summaryOf([rankingFixture(3), rankingFixture(3)]);
    const ranking = rankingFixture(3);
    const different = ranking.items.filter(({ shopIndex }, index) => shopIndex !== index).length;
    expect({ moved, all }).toEqual({ moved: 2 * different, all: 36 });
    expect(different).toBeGreaterThan(0);
  });

  test("names the brands that the personal part lifts, the most lifted first, and no others", async () => {
    const ranking = rankingFixture(3);
    const liked = ranking.items.find(({ id }) => id === "lamp-4")!;
    const items = ranking.items.map((item) =>
      item.id === "lamp-14"
        ? { ...item, parts: { ...item.parts, groups: { ...item.parts.groups, brand: 2 } } }
        : item,
    );
    expect(liked.parts.groups.brand).toBe(0.9);
    const brandOf = (id: string): string | null =>
      ({ "lamp-4": "Holt", "lamp-14": "Kiln", "lamp-2": "Alva", "lamp-3": "Alva" })[id] ?? null;
    const { brands } = await summaryOf([{ ...ranking, items }], brandOf);
    expect(brands).toEqual(["Kiln", "Holt"]);
  });

  test("compares a brand with its own list: one that is alone there is lifted above nothing", async () => {
    expect((await summaryOf(undefined, () => "Holt")).brands).toEqual([]);
  });

  test("names the three reasons that tell the items apart most, and none that is the same for all", async () => {
    const ranking = rankingFixture(3);
    const items = ranking.items.map((item) => ({
      ...item,
      parts: { ...item.parts, groups: { ...item.parts.groups, match: 9, intercept: 9 } },
    }));
    const { reasons } = await summaryOf([{ ...ranking, items }]);
    expect(reasons).toEqual(["brand", "text", "history"]);
  });

  test("says nothing of a visitor of whom nothing is known", async () => {
    const summary = await summaryOf(
      [rankingFixture(0)],
      () => "Holt",
      ({ started }) => ({
        events: [],
        started: { ...started, generation: 0 },
      }),
    );
    expect(summary).toMatchObject({ counts: [], brands: [], reasons: [], hasLearned: false });
  });

  test("knows a page that shows the shop's order to compare with", async () => {
    expect((await summaryOf([{ ...rankingFixture(3), arm: "held-out" }])).isHeldOut).toBe(true);
    expect((await summaryOf([{ ...rankingFixture(3), arm: "held-out" }, rankingFixture(3)])).isHeldOut).toBe(
      false,
    );
    expect((await summaryOf([])).isHeldOut).toBe(false);
  });
});
