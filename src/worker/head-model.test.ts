import { describe, expect, test } from "vitest";
import { fittedFixture } from "../learning/memory-fixtures.test-helper.ts";
import { fittedOf, headModelId, isFitted } from "./head-model.ts";

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
