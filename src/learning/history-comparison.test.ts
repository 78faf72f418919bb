import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import { featuresOf } from "./features.ts";
import type { ComparedItem } from "./compared-item.ts";
import {
  comparisonInOrder,
  comparisonWith,
  compareWithHistory,
  scoresByHistory,
  type StaticScoreWeights,
} from "./history-comparison.ts";
import { rankingFixture } from "./memory-fixtures.test-helper.ts";
import { withHistory } from "./shown-ranking.ts";
import { staticScores } from "./static-score.ts";
import { titleVectors } from "./title-vectors.ts";

const HISTORY = featureRange("history").start;
const random = seededRandom(3);
const idf = Float32Array.from({ length: 9 }, () => random() + 0.5);
const items = Array.from({ length: 40 }, (_, at): ComparedItem & { itemId: string } => ({
  itemId: `i${at}`,
  embedding: Float32Array.from({ length: 6 }, () => random() - 0.5),
  title: titleVectors([{ word: `w${at % 5}`, pieces: [at % 9, (at * 2) % 9] }], idf),
}));
const weights: StaticScoreWeights = {
  u: Float32Array.of(2, 0.7, 0.4, 0.2),
  v: Float32Array.of(0.5, 0.1, 0.3, 0.2),
  decay: 0.03,
  scale: 1.2,
  shrinkage: 0.6,
};
const candidates = items.slice(0, 7);

describe("scoresByHistory", () => {
  test("gives, to the bit, the static scores of any part of the history in any order", () => {
    const comparison = compareWithHistory(candidates, items, weights);
    const parts = fc.shuffledSubarray([...items.keys()]).chain((picked) =>
      fc.tuple(
        fc.constant(picked),
        fc.array(fc.constantFrom(0.25, 0.5, 0.75, 1), {
          minLength: picked.length,
          maxLength: picked.length,
        }),
      ),
    );
    fc.assert(
      fc.property(parts, ([picked, evidences]) => {
        const engaged = picked.map((at, place) => ({ ...items[at], evidence: evidences[place] }));
        const expected = staticScores(candidates, engaged, weights);
        expect(scoresByHistory(comparison, engaged)).toEqual(expected);
      }),
    );
  });

  test("leaves out what was not compared, and is 0 without a history", () => {
    const comparison = compareWithHistory(candidates, items.slice(0, 2), weights);
    const known = { itemId: "i0", evidence: 1 };
    expect(scoresByHistory(comparison, [known, { itemId: "i9", evidence: 1 }])).toEqual(
      scoresByHistory(comparison, [known]),
    );
    expect(scoresByHistory(comparison, []).every((score) => score === 0)).toBe(true);
    expect(scoresByHistory(compareWithHistory(candidates, [], weights), [known])).toHaveLength(0);
  });
});

describe("withHistory", () => {
  test("makes, to the bit, the column that featuresOf makes of the static scores", () => {
    const comparison = compareWithHistory(candidates, items.slice(10, 15), weights);
    const engaged = items.slice(10, 15).map(({ itemId }) => ({ itemId, evidence: 0.25 }));
    const history = scoresByHistory(comparison, engaged);
    const expected = featuresOf(
      candidates.map(({ itemId }) => ({ id: itemId, title: itemId })),
      { projected: new Float32Array(7 * 64), match: new Float32Array(7), history },
    );
    const shown = rankingFixture("r", {
      itemIds: candidates.map(({ itemId }) => itemId),
      history: [],
      seed: 1,
    });
    const full = withHistory({ ...shown, history: { weight: 2, comparison } }, engaged);
    for (let index = 0; index < 7; index++) {
      const value = full.features[index * FEATURE_COUNT + HISTORY];
      expect(value).toBe(expected[index * FEATURE_COUNT + HISTORY]);
      expect(full.baseScores[index]).toBe(shown.baseScores[index] + 2 * value);
    }
    expect(shown.features[HISTORY]).toBe(0);
  });
});

describe("comparisonWith", () => {
  test("is what comparing with those items alone gives", () => {
    const all = compareWithHistory(candidates, items.slice(0, 5), weights);
    const some = compareWithHistory(candidates, [items[1], items[4]], weights);
    expect(comparisonWith(all, new Set(["i4", "i1", "i9"]))).toEqual(some);
    expect(comparisonWith(all, new Set())).toEqual(compareWithHistory(candidates, [], weights));
    expect(comparisonWith(all, new Set(all.itemIds))).toBe(all);
  });
});

describe("comparisonInOrder", () => {
  test("is what comparing the candidates in that order gives", () => {
    const order = [3, 0, 6, 1, 2, 5, 4];
    const compared = compareWithHistory(candidates, items.slice(0, 5), weights);
    expect(comparisonInOrder(compared, order)).toEqual(
      compareWithHistory(
        order.map((at) => candidates[at]),
        items.slice(0, 5),
        weights,
      ),
    );
  });
});
