import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { DRAWS, randomiseResponse, responseOdds } from "./randomised-response.ts";

const CASES = [2, 3, 4, 5, 17, 255].flatMap((valueCount) =>
  [0.1, 1, 2, 4].map((epsilon) => ({ valueCount, epsilon })),
);

/** How many of the 2³² draws give each answer, from where the answer changes. */
function drawsByAnswer(value: number, options: { valueCount: number; epsilon: number }): number[] {
  const { valueCount, epsilon } = options;
  const { other } = responseOdds(valueCount, epsilon);
  const answerAt = (draw: number): number =>
    randomiseResponse(value, { valueCount, epsilon, random: () => draw / DRAWS });
  const counts = Array.from({ length: valueCount }, () => 0);
  for (let piece = 0; piece < valueCount; piece++) {
    const [first, end] = [piece * other, piece === valueCount - 1 ? DRAWS : (piece + 1) * other];
    expect(answerAt(first)).toBe(answerAt(end - 1)); // the same all over the piece, at its very ends too
    counts[answerAt(first)] += end - first;
  }
  return counts;
}

test.each(CASES)(
  "no answer is more than e^ε times as probable under one value as under another: %o",
  (options) => {
    const { valueCount, epsilon } = options;
    const table = Array.from({ length: valueCount }, (_, value) => drawsByAnswer(value, options));
    for (let answer = 0; answer < valueCount; answer++) {
      const draws = table.map((counts) => counts[answer]);
      const ratio = Math.max(...draws) / Math.min(...draws);
      expect(ratio).toBeLessThanOrEqual(Math.exp(epsilon));
      // and nothing of what is allowed is given away
      expect(ratio).toBeGreaterThan(Math.exp(epsilon) * (1 - 1e-4));
    }
    for (const counts of table) expect(counts.reduce((sum, count) => sum + count, 0)).toBe(DRAWS);
  },
);

test("answers come as often as the odds say (chi-square)", () => {
  const options = { valueCount: 5, epsilon: 2, random: seededRandom(11) };
  const { truth, other } = responseOdds(5, 2);
  const draws = 50_000;
  for (let value = 0; value < 5; value++) {
    const counts = [0, 0, 0, 0, 0];
    for (let draw = 0; draw < draws; draw++) counts[randomiseResponse(value, options)]++;
    const expected = counts.map((_, answer) => (draws * (answer === value ? truth : other)) / DRAWS);
    const chiSquare = counts.reduce(
      (sum, count, answer) => sum + (count - expected[answer]) ** 2 / expected[answer],
      0,
    );
    expect(chiSquare).toBeLessThan(20); // 4 degrees of freedom: once in 2,000
  }
});
