import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { type BenefitState, initBenefit, observeDraft, observePage } from "./benefit.ts";
import { comparedSince, initQualityNotes, qualityFacts, withFailure } from "./quality-notes.ts";

const before = initBenefit();
const random = seededRandom(3);
const drafts = (credits: readonly [number, number][], from = before): BenefitState =>
  credits.reduce((state, [personal, base]) => observeDraft(state, { personal, base }), from);

describe("comparedSince", () => {
  test("names the order that won more drafted pages since the last report, however many more", () => {
    expect(comparedSince(before, { before, random })).toBe("undecided");
    const won = drafts([
      [1, 0],
      [2, 1],
      [0, 1],
    ]);
    expect(comparedSince(won, { before, random })).toBe("personal");
    expect(comparedSince(drafts([[0, 3]]), { before, random })).toBe("shop");
    expect(comparedSince(drafts([[0, 3]], won), { before: won, random })).toBe("shop");
    expect(
      comparedSince(
        drafts([
          [1, 0],
          [0, 1],
        ]),
        { before, random },
      ),
    ).toBe("undecided");
  });

  test("names the orders of whole pages in proportion to how often they are used, and nothing of one order alone", () => {
    const pages = (arm: boolean, used: number, count: number, from = before): BenefitState => {
      let state = from;
      for (let page = 0; page < count; page++)
        state = observePage(state, { reward: page < used ? 1 : 0, isHeldOut: arm });
      return state;
    };
    const personalOnly = pages(false, 9, 10);
    expect(comparedSince(personalOnly, { before, random })).toBe("undecided");
    const both = pages(true, 1, 4, personalOnly);
    const named = { personal: 0, shop: 0, undecided: 0 };
    for (let draw = 0; draw < 20_000; draw++) named[comparedSince(both, { before, random })]++;
    expect(named.personal / 20_000).toBeCloseTo(0.9 / 2, 1);
    expect(named.shop / 20_000).toBeCloseTo(0.25 / 2, 1);
    expect(Math.abs(named.personal - named.shop) / 20_000).toBeCloseTo((0.9 - 0.25) / 2, 1);
  });

  test("says nothing of pages that were forgotten since", () => {
    expect(comparedSince(before, { before: drafts([[1, 0]]), random })).toBe("undecided");
  });
});

describe("qualityFacts", () => {
  test("puts times into classes, their upper bounds in them", () => {
    const facts = (firstRankingMs: number, learningMs: number): string[] => {
      const { first_ranking, learning } = qualityFacts(
        { ...initQualityNotes(), firstRankingMs, learningMs },
        "undecided",
      );
      return [first_ranking, learning];
    };
    expect(facts(500, 50)).toEqual(["within_500ms", "within_50ms"]);
    expect(facts(501, 51)).toEqual(["within_2s", "within_200ms"]);
    expect(facts(2_001, 201)).toEqual(["over_2s", "over_200ms"]);
  });

  test("names what failed most often, and leaves out what is the page's own fault", () => {
    let notes = withFailure(initQualityNotes(), "protocol");
    notes = withFailure(notes, "bad-candidates");
    expect(qualityFacts(notes, "undecided").failure).toBe("none");
    for (const reason of ["sync-failed", "storage-failed", "storage-failed"] as const)
      notes = withFailure(notes, reason);
    expect(qualityFacts(notes, "undecided").failure).toBe("storage");
    for (let time = 0; time < 1_000; time++) notes = withFailure(notes, "sync-failed");
    expect(notes.failures).toEqual({ storage: 2, sync: 100 });
  });

  test("says none of everything that was not noted", () => {
    expect(qualityFacts(initQualityNotes(), "shop")).toEqual({
      comparison: "shop",
      first_ranking: "none",
      learning: "none",
      drift: "not_found",
      failure: "none",
      backend: "none",
    });
  });
});
