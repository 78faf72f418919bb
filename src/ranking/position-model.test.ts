import { describe, expect, test } from "vitest";
import { propensityAt, shopPriorAt } from "./position-model.ts";

describe("propensityAt", () => {
  test("is 1 at the first position and falls as its inverse", () => {
    expect([1, 2, 4, 10].map(propensityAt)).toEqual([1, 0.5, 0.25, 0.1]);
  });
});

describe("shopPriorAt", () => {
  test("falls strictly, so that equal heads give the shop's order", () => {
    const priors = Array.from({ length: 1000 }, (_, index) => shopPriorAt(index));
    expect(priors[0]).toBeCloseTo(0);
    for (let index = 1; index < priors.length; index++) expect(priors[index]).toBeLessThan(priors[index - 1]);
  });

  test("drops as much from 1 to 2 as from 24 to 48", () => {
    expect(shopPriorAt(0) - shopPriorAt(1)).toBeCloseTo(shopPriorAt(23) - shopPriorAt(47), 12);
  });
});
