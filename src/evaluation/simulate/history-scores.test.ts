import { describe, expect, test } from "vitest";
import { staticScores } from "../../learning/static-score.ts";
import { comparedItem } from "../catalogue/described-catalogue.ts";
import { describedTitles } from "../replay/synthetic-log.test-helper.ts";
import { createHistoryScores } from "./history-scores.ts";

describe("createHistoryScores", () => {
  const catalogue = describedTitles(Array.from({ length: 30 }, (_, at) => `thing${at % 7} kind${at % 5}`));
  const scoresOf = createHistoryScores(catalogue);
  const engaged = (item: number) => ({ ...comparedItem(catalogue, item), evidence: 0.25 });
  const candidates = [3, 4, 5].map((item) => comparedItem(catalogue, item));

  test("gives the static score of clicks, each item once at its newest click", () => {
    expect(scoresOf([3, 4, 5], [0, 1, 0])).toEqual(
      staticScores(candidates, [engaged(1), engaged(0)], catalogue.staticWeights),
    );
  });

  test("takes the newest 20 items", () => {
    const clicked = Array.from({ length: 25 }, (_, item) => item);
    expect(scoresOf([3, 4, 5], clicked)).toEqual(
      staticScores(candidates, clicked.slice(5).map(engaged), catalogue.staticWeights),
    );
  });
});
