import { expect, test } from "vitest";
import { cellsOver, interleavingOf, signOf } from "./interleaving.ts";
import { visitsFixture } from "./visits.test-helper.ts";

test("a side that wins 9 of 10 lists is better, one that wins 8 of 10 may be lucky", () => {
  expect(signOf(9, 1)).toBe(1); // P = .0215
  expect(signOf(8, 2)).toBe(0); // P = .1094
  expect(signOf(0, 6)).toBe(-1); // P = .03125
  expect(signOf(5, 0)).toBe(0); // P = .0625
  expect(signOf(0, 0)).toBe(0);
  expect(signOf(300, 200)).toBe(1);
});

/** Personas who like their own order better by so many points, each with so many wins and losses at the end. */
function personasWith(gain: number, ...drafts: readonly (readonly [wins: number, losses: number])[]) {
  return drafts.map(([wins, losses], persona) =>
    visitsFixture({
      persona,
      arm: "interleaved",
      drafts: { wins, losses },
      ndcg: { personal: 0.5 + gain / 100, global: 0.5, shop: 0.5, history: 0.5, learned: 0.5 },
    }).slice(0, 6),
  );
}

test("says the same as NDCG where both are certain, and counts nobody of whom one of them is not", () => {
  const agreeing = interleavingOf(personasWith(3, [9, 1], [12, 2], [8, 2]))!;
  expect(agreeing).toMatchObject({ personas: 3, wins: 29, losses: 5 });
  expect(agreeing.ndcg!.mean).toBeCloseTo(3, 9);
  expect(agreeing.preference!.mean).toBeCloseTo((8 / 10 + 10 / 14 + 6 / 10) / 3, 9);
  expect(agreeing.cases).toEqual({ certain: 3, same: 3 }); // two personas, and all together
});

test("tells where clicks prefer what NDCG calls worse", () => {
  const opposed = interleavingOf(personasWith(-3, [9, 1], [0, 9], [5, 5], [12, 2]))!;
  expect(opposed.cases).toEqual({ certain: 3, same: 1 });
});

test("counts only lists with a choice, and is null where nobody saw any", () => {
  expect(interleavingOf([])).toBeNull();
  const none = interleavingOf(personasWith(3, [0, 0]))!;
  expect(none.preference).toBeNull();
  expect(none.cases).toEqual({ certain: 0, same: 0 });
});

test("asks groups of five of whom NDCG is certain on which side their drafts are, ties counted for neither", () => {
  const five = (gain: number, wins: number, losses: number) =>
    personasWith(gain, ...Array.from({ length: 5 }, () => [wins, losses] as const));
  const unsure = five(0, 9, 1).map((visits) => visits.map((visit) => ({ ...visit, ndcg: null })));
  const groups = [...five(3, 2, 1), ...five(3, 1, 2), ...five(-3, 1, 4), ...five(-3, 2, 2), ...unsure];
  const report = interleavingOf([...groups, ...personasWith(3, [9, 0], [9, 0])])!; // two are no group
  expect(report.cells).toEqual({ personas: 5, all: 5, certain: 4, same: 2, other: 1 });
  const reports = [{ interleaving: report }, { interleaving: null }, { interleaving: report }];
  expect(cellsOver(reports)).toEqual({ certain: 8, same: 4 });
  expect(cellsOver([])).toEqual({ certain: 0, same: 0 });
});
