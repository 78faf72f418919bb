import { expect, test } from "vitest";
import { historyShare } from "./history-share.ts";
import { visitorScores } from "./visitor-scores.ts";

test("is what was learned in full, and the history by its share", () => {
  const history = [2, -1, 0];
  const { scores, ofHistory } = visitorScores(0.1, history, [0.5, 0, -0.25]);
  expect(ofHistory).toBe(historyShare(0.1, history));
  expect(ofHistory).toBeLessThan(0.1);
  expect([...scores]).toEqual([0.5 + 2 * ofHistory, -ofHistory, -0.25]);
});
