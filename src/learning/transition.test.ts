import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compareWithHistory, scoresByHistory, type StaticScoreWeights } from "./history-comparison.ts";
import { staticScores } from "./static-score.ts";
import { titleVectors } from "./title-vectors.ts";
import { transitionOf, type TransitionWeights } from "./transition.ts";

interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

// Written by models/train/static_score_fixture.py.
const golden = JSON.parse(readFileSync(new URL("fixtures/static-score.json", import.meta.url), "utf8")) as {
  readonly embeddings: readonly (readonly number[])[];
  readonly transition: {
    readonly share: number;
    readonly input: Layer;
    readonly output: Layer;
    readonly vectors: readonly (readonly number[])[];
  };
};
const plain = ({ weight, bias }: Layer): TransitionWeights["input"] => ({
  weight: Float32Array.from(weight.flat()),
  bias: Float32Array.from(bias),
});
const weights: TransitionWeights = {
  input: plain(golden.transition.input),
  output: plain(golden.transition.output),
  share: golden.transition.share,
};
const embeddings = golden.embeddings.map((row) => Float32Array.from(row));

describe("transitionOf", () => {
  test("gives what the reference in Python gives", () => {
    for (const [item, expected] of golden.transition.vectors.entries()) {
      for (const [at, value] of transitionOf(embeddings[item], weights).entries())
        expect(Math.abs(value - expected[at])).toBeLessThan(1e-5);
    }
  });

  test("stays finite far out, on either side", () => {
    const large: TransitionWeights = {
      input: { weight: weights.input.weight.map((value) => value * 1e4), bias: weights.input.bias },
      output: weights.output,
      share: 1,
    };
    for (const sign of [1, -1]) {
      const vector = transitionOf(
        embeddings[0].map((value) => sign * value),
        large,
      );
      expect(vector.every(Number.isFinite)).toBe(true);
    }
  });

  test("gives zeros for the share 0", () => {
    expect([...transitionOf(embeddings[0], { ...weights, share: 0 })].every((value) => value === 0)).toBe(
      true,
    );
  });
});

describe("a history with transitions", () => {
  const silent: StaticScoreWeights = {
    u: new Float32Array(4),
    v: new Float32Array(4),
    decay: Math.LN2,
    scale: 0,
    shrinkage: 1,
  };
  const title = titleVectors([], new Float32Array(0));
  const item = (at: number, evidence = 1) => ({
    itemId: String(at),
    embedding: embeddings[at],
    title,
    evidence,
    next: transitionOf(embeddings[at], weights),
  });
  const history = [item(0, 0.5), item(1)];
  const candidates = [2, 3, 4].map((at) => ({ embedding: embeddings[at], title }));

  test("adds the mean of the transitions' inner products, weighed by evidence and age, times the trust", () => {
    const products = (candidate: Float32Array): number[] =>
      history.map(({ next }) => candidate.reduce((sum, value, at) => sum + value * next[at], 0));
    const scores = staticScores(candidates, history, silent);
    for (const [index, score] of scores.entries()) {
      const [older, newer] = products(candidates[index].embedding);
      const mean = (0.25 * older + 1 * newer) / 1.25; // evidence 0.5, half as much for an age of 1
      expect(score).toBeCloseTo((1.5 / 2.5) * mean, 5);
    }
  });

  test("can be taken back item by item, to the bit", () => {
    const comparison = compareWithHistory(candidates, history, silent);
    expect(scoresByHistory(comparison, history)).toEqual(staticScores(candidates, history, silent));
    expect(scoresByHistory(comparison, history.slice(1))).toEqual(
      staticScores(candidates, history.slice(1), silent),
    );
  });
});
