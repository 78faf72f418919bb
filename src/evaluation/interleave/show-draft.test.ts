import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { initPageViews } from "../../learning/page-views.ts";
import { teamDraft } from "../../ranking/team-draft.ts";
import { drawClicks } from "../simulate/click-models.ts";
import { showDraft } from "./show-draft.ts";

const ITEMS = 24;
const personal = Array.from({ length: ITEMS }, (_, item) => item);
const base = personal.toReversed();
const grades = new Uint8Array(ITEMS).fill(4);
const page = {
  personal,
  base,
  grades,
  viewId: "v",
  clickModel: { type: "perfect" },
  clicksBefore: 0,
} as const;

describe("showDraft", () => {
  test("counts the first choice for whoever drafted it; the others were seen before it, and count for nobody", () => {
    let several = 0;
    for (let seed = 0; seed < 50; seed++) {
      const { views, clicks } = showDraft(initPageViews(), page, seededRandom(seed));
      // The same chance once more: the draft, and what of it is chosen.
      const random = seededRandom(seed);
      const { teams } = teamDraft(personal, base, [], random);
      const clicked = drawClicks(page.clickModel, { grades, clicksBefore: 0 }, random);
      const first = teams[clicked.indexOf(1)];
      expect(clicks).toBe(clicked.filter((click) => click === 1).length);
      if (clicks > 1) several++;
      expect(views.open).toEqual([
        {
          id: "v",
          arm: "interleaved",
          isUsed: clicks > 0,
          personal: first === "personal" ? 1 : 0,
          base: first === "base" ? 1 : 0,
        },
      ]);
    }
    expect(several).toBeGreaterThan(40);
  });

  test("goes on from the views before, and adds one without a choice too", () => {
    const none = new Uint8Array(ITEMS);
    const first = showDraft(initPageViews(), page, seededRandom(1));
    const { views, clicks } = showDraft(first.views, { ...page, grades: none, viewId: "w" }, seededRandom(2));
    expect(clicks).toBe(0);
    expect(views.open).toEqual([
      ...first.views.open,
      { id: "w", arm: "interleaved", isUsed: false, personal: 0, base: 0 },
    ]);
  });
});
