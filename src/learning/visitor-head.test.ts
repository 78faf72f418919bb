import { describe, expect, test } from "vitest";
import { randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { priorCovariance } from "./gaussian-prior.ts";
import { fittedFixture } from "./memory-fixtures.test-helper.ts";
import { headTypeOf, visitorHead } from "./visitor-head.ts";

const fitted = fittedFixture();
const page = randomPage(1, 6);

describe("visitorHead", () => {
  test.each([
    ["bayes", "last-layer", "bayes", "bayes"],
    ["bayes", "personal-vector", "bayes", "low-rank"],
    ["bayes", "all-layers", "mlp", "mlp"],
    ["sgd", "last-layer", "sgd", "sgd"],
    ["sgd", "personal-vector", "sgd", "sgd"],
    ["sgd", "all-layers", "sgd", "sgd"],
    ["adamw", "personal-vector", "adamw", "adamw"],
    ["adamw", "all-layers", "mlp", "mlp"],
  ] as const)(
    "is, of %s and %s, %s without a prior and %s with one",
    (learner, learns, without, withPrior) => {
      const choice = { learner, learns };
      expect([headTypeOf(choice, null), headTypeOf(choice, fitted)]).toEqual([without, withPrior]);
      for (const fit of [null, fitted]) {
        const head = visitorHead(choice, fit);
        expect(head.init().type).toBe(head.type);
        expect(head.update(head.init(), page).type).toBe(head.type);
      }
    },
  );

  test("starts a Bayesian head from the model's prior, and from an isotropic one without", () => {
    const choice = { learner: "bayes", learns: "last-layer" } as const;
    const [on, off] = [visitorHead(choice, fitted).init(), visitorHead(choice, null).init()];
    expect(on).toMatchObject({ covariance: priorCovariance(fitted.prior!) });
    expect((off as typeof on & { covariance: Float64Array }).covariance.slice(0, 2)).toEqual(
      Float64Array.of(0.5, 0),
    );
  });

  test.each([
    ["bayes", "last-layer"],
    ["bayes", "personal-vector"],
    ["sgd", "last-layer"],
    ["adamw", "last-layer"],
    ["adamw", "all-layers"],
  ] as const)("goes, by %s of %s, further from what was learned where the taste moves", (learner, learns) => {
    const head = visitorHead({ learner, learns }, fitted);
    let state = head.init();
    for (let seed = 1; seed <= 12; seed++) state = head.update(state, page);
    const turned = { ...page, rewards: page.rewards.map((reward) => 1 - reward) };
    const towards = (next: typeof state): number => {
      const scores = head.scores(next, page.features);
      return turned.rewards.reduce((sum, reward, at) => sum + (reward - 0.5) * scores[at], 0);
    };
    expect(towards(head.updateForgetting(state, turned))).toBeGreaterThan(
      towards(head.update(state, turned)),
    );
  });

  test("knows how unsure its scores are: x S x'", () => {
    for (const learns of ["last-layer", "personal-vector"] as const) {
      const head = visitorHead({ learner: "bayes", learns }, fitted);
      const spread = head.spread(head.init(), page.features)!;
      const { basis, remainder } = fitted.prior!;
      const prior = {
        basis,
        rank: 2,
        remainder: learns === "last-layer" ? remainder : new Float64Array(FEATURE_COUNT),
      };
      const covariance = priorCovariance(prior);
      let expected = 0;
      for (let a = 0; a < FEATURE_COUNT; a++) {
        for (let b = 0; b < FEATURE_COUNT; b++)
          expected += page.features[a] * covariance[a * FEATURE_COUNT + b] * page.features[FEATURE_COUNT + b];
      }
      expect(spread[1]).toBeCloseTo(expected, 6);
      expect(head.spread(head.update(head.init(), page), page.features)![0]).toBeLessThan(spread[0]);
    }
    expect(visitorHead({ learner: "sgd", learns: "last-layer" }, fitted).spread).toBeTypeOf("function");
    const sgd = visitorHead({ learner: "sgd", learns: "last-layer" }, fitted);
    expect(sgd.spread(sgd.init(), page.features)).toBeNull();
  });
});
