import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { randomPage } from "../learning/example-fixtures.test-helper.ts";
import { type HeadState, initHead, offsetOf, updateHead } from "../learning/personal-head.ts";
import { sealHead, unsealHead } from "./head-seal.ts";
import type { HeadRecord } from "./schema.ts";

const learned = (type: HeadState["type"]): HeadRecord =>
  sealHead({
    modelId: "m1",
    generation: 1,
    headVersion: 0,
    state: updateHead(initHead(type), randomPage(1, 5)),
  });

const why = (
  record: HeadRecord,
  fit: Parameters<typeof unsealHead>[1] = { modelId: "m1", learner: record.state.type },
): string => {
  const opened = unsealHead(record, fit);
  return "refusedBecause" in opened ? opened.refusedBecause : "accepted";
};

describe.each(["bayes", "sgd", "adamw"] as const)("unsealHead of a %s head", (type) => {
  test("accepts what sealHead made, after a round through the store", () => {
    expect(why(structuredClone(learned(type)))).toBe("accepted");
  });

  test("refuses a head with a single changed bit", () => {
    const record = structuredClone(learned(type));
    const numbers = record.state.type === "bayes" ? record.state.covariance : offsetOf(record.state);
    new Uint8Array(numbers.buffer)[3] ^= 1;
    expect(why(record)).toContain("checksum");
  });
});

describe("unsealHead", () => {
  test("refuses a head of another model, another rule, another layout, with the reason", () => {
    const record = learned("bayes");
    expect(why(record, { modelId: "m2", learner: "bayes" })).toContain('"m1"');
    expect(why(record, { modelId: "m1", learner: "sgd" })).toContain('"bayes"');
    expect(why({ ...record, layout: "phi-0" })).toContain('"phi-0"');
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

  test("refuses what another script wrote there", () => {
    expect(
      why({ ...learned("bayes"), state: { type: "bayes", mean: "x", covariance: null } as never }),
    ).not.toBe("accepted");
    expect(
      why({ ...learned("bayes"), state: undefined as never }, { modelId: "m1", learner: "bayes" }),
    ).not.toBe("accepted");
  });
});
