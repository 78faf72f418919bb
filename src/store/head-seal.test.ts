import { describe, expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_WIDTHS } from "../learning/feature-layout.ts";
import { randomPage } from "../learning/example-fixtures.test-helper.ts";
import { fittedFixture } from "../learning/memory-fixtures.test-helper.ts";
import type { HeadState } from "../learning/personal-head.ts";
import { type VisitorHead, visitorHead } from "../learning/visitor-head.ts";
import { sealHead, unsealHead } from "./head-seal.ts";
import type { HeadRecord } from "./visitor-records.ts";

const HEADS = {
  bayes: visitorHead({ learner: "bayes", learns: "last-layer" }, null),
  "low-rank": visitorHead({ learner: "bayes", learns: "personal-vector" }, fittedFixture()),
  sgd: visitorHead({ learner: "sgd", learns: "last-layer" }, null),
  adamw: visitorHead({ learner: "adamw", learns: "last-layer" }, null),
  mlp: visitorHead({ learner: "adamw", learns: "all-layers" }, null),
} as const satisfies Record<HeadState["type"], VisitorHead>;
const TYPES = Object.keys(HEADS) as HeadState["type"][];

const learned = (type: HeadState["type"]): HeadRecord =>
  sealHead({
    modelId: "m1",
    generation: 1,
    headVersion: 0,
    state: HEADS[type].update(HEADS[type].init(), randomPage(1, 5)),
  });

const fresh = (type: HeadState["type"]): HeadState => HEADS[type].init();
const why = (
  record: HeadRecord,
  fit: Parameters<typeof unsealHead>[1] = { modelId: "m1", fresh: fresh(record.state.type) },
): string => {
  const opened = unsealHead(record, fit);
  return "refusedBecause" in opened ? opened.refusedBecause : "accepted";
};

describe.each(TYPES)("unsealHead of a %s head", (type) => {
  test("accepts what sealHead made, after a round through the store", () => {
    expect(why(structuredClone(learned(type)))).toBe("accepted");
  });

  test("refuses a head with a single changed bit", () => {
    const record = structuredClone(learned(type));
    const numbers = Object.values(record.state).find((value) => value instanceof Float64Array)!;
    new Uint8Array(numbers.buffer)[3] ^= 1;
    expect(why(record)).toContain("checksum");
  });
});

describe("unsealHead", () => {
  test("refuses a head of another model, another rule, another layout, with the reason", () => {
    const record = learned("bayes");
    expect(why(record, { modelId: "m2", fresh: fresh("bayes") })).toContain('"m1"');
    expect(why(record, { modelId: "m1", fresh: fresh("sgd") })).toContain('"bayes"');
    expect(why({ ...record, layout: "phi-0" })).toContain('"phi-0"');
  });

  test.each([undefined, null, [null], {}])("says that %j is no head", (state) => {
    const record = { ...learned("bayes"), state: state as never };
    expect(why(record, { modelId: "m1", fresh: fresh("bayes") })).toBe("it holds no head");
  });

  test("refuses numbers that are not finite, even under a matching checksum", () => {
    const { state, ...rest } = learned("sgd");
    const broken = {
      ...(state as Extract<HeadState, { type: "sgd" }>),
      offset: new Float64Array(FEATURE_COUNT).fill(Number.NaN),
    };
    expect(why(sealHead({ ...rest, state: broken }))).toContain("not finite");
  });

  test("refuses arrays of another length, even under a matching checksum", () => {
    const { state: _, ...rest } = learned("sgd");
    expect(why(sealHead({ ...rest, state: { type: "sgd", offset: new Float64Array(5) } }))).toContain(
      "lengths",
    );
  });

  test("accepts a Bayesian head as wide as the pages it has seen, and refuses any other width", () => {
    const { state, ...rest } = learned("bayes");
    expect(state.type === "bayes" && state.mean.length).toBe(FEATURE_COUNT);
    const wide = (width: number): HeadRecord =>
      sealHead({
        ...rest,
        state: {
          type: "bayes",
          mean: new Float64Array(width),
          covariance: new Float64Array(width * width).fill(0.5),
        },
      });
    expect(FEATURE_WIDTHS.map((width) => why(wide(width)))).toEqual(["accepted", "accepted", "accepted"]);
    for (const width of [0, 184, 200, 258]) expect(why(wide(width))).toContain("lengths");
    const { prior } = fittedFixture();
    const correlated = visitorHead(
      { learner: "bayes", learns: "last-layer" },
      { weights: null, prior, likelihood: "listwise" },
    ).init();
    expect(why(wide(185), { modelId: "m1", fresh: correlated })).toContain("lengths");
  });

  test("refuses a personal vector in a basis of another size", () => {
    const { prior, ...rest } = fittedFixture();
    const wider = { ...prior!, rank: 1, basis: prior!.basis!.subarray(0, FEATURE_COUNT) };
    const other = visitorHead({ learner: "bayes", learns: "personal-vector" }, { ...rest, prior: wider });
    expect(why(learned("low-rank"), { modelId: "m1", fresh: other.init() })).toContain("lengths");
  });

  test("refuses a list of replayed pages that is none", () => {
    for (const replay of [undefined, "x", [null], [{ features: 3 }]]) {
      const state = { ...learned("adamw").state, replay } as never;
      expect(why({ ...learned("adamw"), state }, { modelId: "m1", fresh: fresh("adamw") })).not.toBe(
        "accepted",
      );
    }
  });

  test("refuses what another script wrote there", () => {
    expect(
      why({ ...learned("bayes"), state: { type: "bayes", mean: "x", covariance: null } as never }),
    ).not.toBe("accepted");
    expect(
      why({ ...learned("bayes"), state: undefined as never }, { modelId: "m1", fresh: fresh("bayes") }),
    ).not.toBe("accepted");
  });
});
