import { describe, expect, test } from "vitest";
import { CORE_COUNT, FEATURE_COUNT, FEATURE_LAYOUT, PREVIOUS_LAYOUT } from "../learning/feature-layout.ts";
import { fittedFixture } from "../learning/memory-fixtures.test-helper.ts";
import { readHeadPrior } from "../model/head-prior.ts";
import { fittedOf, headModelId, isFitted } from "./head-model.ts";
import { usableGlobal } from "./usable-records.ts";

const fitted = fittedFixture();
const key = headModelId("shelf", fitted);

describe("headModelId", () => {
  test("is the encoder's where nothing was fitted", () => {
    expect([headModelId("shelf", null), isFitted("shelf"), isFitted(key)]).toEqual(["shelf", false, true]);
  });

  test("changes with every number that a head starts from, and with how it learns", () => {
    const remainder = fitted.prior!.remainder.map((value, at) => (at === 7 ? value * 2 : value));
    const others = [
      fittedFixture(4),
      { ...fitted, likelihood: "position-based" as const },
      { ...fitted, weights: null },
      { ...fitted, prior: { ...fitted.prior!, remainder } },
    ];
    expect(new Set([key, ...others.map((other) => headModelId("shelf", other))]).size).toBe(5);
  });
});

/** As a model file of the feature layout before brings it. */
const old = {
  weights: fitted.weights!.slice(0, CORE_COUNT),
  prior: {
    basis: fitted.prior!.basis!.slice(0, CORE_COUNT * 2),
    rank: 2,
    remainder: fitted.prior!.remainder.slice(0, CORE_COUNT),
  },
  likelihood: fitted.likelihood,
};

describe("what was fitted under the layout before", () => {
  test("is the same model as before, whose heads go on", () => {
    expect(headModelId("shelf", old)).toBe("shelf+head-8cb57290");
    expect(fittedOf(structuredClone({ key: headModelId("shelf", old), fitted: old }))).toEqual(old);
  });

  test("is a head of all features, 0 where nothing was fitted", () => {
    const { weights } = usableGlobal(undefined, old.weights);
    expect(weights.slice(0, CORE_COUNT)).toEqual(old.weights);
    expect(weights.slice(CORE_COUNT)).toEqual(new Float32Array(FEATURE_COUNT - CORE_COUNT));
  });

  test("is read from a model's file by the layout that this names", () => {
    for (const [layout, count] of [
      [FEATURE_LAYOUT, FEATURE_COUNT],
      [PREVIOUS_LAYOUT, CORE_COUNT],
    ] as const) {
      const data = new Float32Array(count).fill(2);
      const tensors = new Map([["global.weights", { dtype: "F32", shape: [count], data } as const]]);
      expect(readHeadPrior({ tensors, metadata: { prior_layout: layout } }, "x")?.weights).toEqual(data);
    }
  });
});

describe("fittedOf", () => {
  test("gives back what was stored", () => {
    expect(fittedOf(structuredClone({ key, fitted }))).toEqual(fitted);
  });

  test.each([
    ["another number", { ...fitted, weights: fitted.weights!.map((value, at) => (at === 3 ? 9 : value)) }],
    ["too few numbers", { ...fitted, weights: fitted.weights!.subarray(1) }],
    ["a basis of another size", { ...fitted, prior: { ...fitted.prior!, rank: 3 } }],
    ["what is no number", { ...fitted, prior: { ...fitted.prior!, remainder: "x" } }],
    ["nothing", null],
  ])("refuses a record in which another script has put %s", (_, spoilt) => {
    expect(fittedOf({ key, fitted: spoilt as never })).toBeNull();
  });
});
