import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { overAll } from "./feature-width.ts";
import { SHIPPED_VARIANCE } from "./gaussian-prior.ts";
import { CHOICES, OLD_COUNT, oldFitted, oldPage } from "./layout-fixture.test-helper.ts";
import type { HeadState } from "./personal-head.ts";
import { visitorHead } from "./visitor-head.ts";
import { widenedHead, widenedRows } from "./widen-head.ts";

/** A head of this layout that has learned from pages of the old one, and the same with all later coordinates cut off. */
function learned(name: string): { head: ReturnType<typeof visitorHead>; now: HeadState; old: HeadState } {
  const { isFitted, ...choice } = CHOICES[name];
  const head = visitorHead(choice, isFitted ? oldFitted() : null);
  let now = head.init();
  for (const seed of [1, 2, 3, 4]) now = head.update(now, oldPage(seed, FEATURE_COUNT));
  return { head, now, old: narrowed(now) };
}

function cut<Rows extends Float64Array | Float32Array>(rows: Rows): Rows {
  const kept = [...rows].filter((_, at) => at % FEATURE_COUNT < OLD_COUNT);
  return new (rows.constructor as new (values: number[]) => Rows)(kept);
}

function narrowed(state: HeadState): HeadState {
  switch (state.type) {
    case "bayes":
      return state;
    case "low-rank":
      return {
        ...state,
        remainderMean: cut(state.remainderMean),
        remainderVariance: cut(state.remainderVariance),
      };
    case "sgd":
      return { ...state, offset: cut(state.offset) };
    case "adamw":
    case "mlp": {
      const units = (state.parameters.length - FEATURE_COUNT) / (FEATURE_COUNT + 2);
      const parameters = (values: Float64Array): Float64Array => {
        const inner = FEATURE_COUNT + units;
        const bias = inner + units * FEATURE_COUNT;
        return Float64Array.of(
          ...values.subarray(0, OLD_COUNT),
          ...values.subarray(FEATURE_COUNT, inner),
          ...cut(values.slice(inner, bias)),
          ...values.subarray(bias),
        );
      };
      const kept = parameters(state.parameters);
      return {
        ...state,
        parameters: kept,
        firstMoment: parameters(state.firstMoment),
        secondMoment: parameters(state.secondMoment),
        best: state.best === state.parameters ? kept : parameters(state.best),
        replay: state.replay.map((page) => ({ ...page, features: cut(page.features) })),
      };
    }
  }
}

describe("widenedHead", () => {
  test.each(Object.keys(CHOICES))(
    "makes of an old %s head what it were had it been of this layout",
    (name) => {
      const { head, now, old } = learned(name);
      const widened = widenedHead(old);
      expect(widened).toEqual(now);
      const next = oldPage(5, FEATURE_COUNT);
      expect(head.update(widened, next)).toEqual(head.update(now, next));
      expect(head.update(now, next)).not.toEqual(now);
    },
  );

  test("keeps best and present parameters one array where they were one", () => {
    const { old } = learned("adamw");
    const widened = widenedHead(old);
    expect(widened.type === "adamw" && widened.best === widened.parameters).toBe(
      old.type === "adamw" && old.best === old.parameters,
    );
  });

  test("scores as the code of the old layout did", () => {
    const { heads } = JSON.parse(readFileSync(new URL("fixtures/phi-2.json", import.meta.url), "utf8"));
    const head = visitorHead(CHOICES["sgd"], null);
    let state = head.init();
    for (const seed of [1, 2, 3, 4, 5, 6]) state = head.update(state, oldPage(seed, FEATURE_COUNT));
    state = head.updateForgetting(widenedHead(narrowed(state)), oldPage(7, FEATURE_COUNT));
    const shift = Float64Array.from({ length: OLD_COUNT }, (_, at) => Math.cos(at) / 10);
    state = head.update(head.rebase(state, overAll(shift)), oldPage(8, FEATURE_COUNT));
    const scores = head.scores(state, oldPage(9, FEATURE_COUNT).features);
    for (const [item, score] of scores.entries()) expect(score).toBeCloseTo(heads["sgd"].scores[item], 9);
  });
});

describe("widenedRows", () => {
  test("fills what is new in each row", () => {
    const wide = widenedRows(new Float64Array(2 * OLD_COUNT).fill(3), SHIPPED_VARIANCE);
    expect(wide).toHaveLength(2 * FEATURE_COUNT);
    for (const row of [0, 1]) {
      expect(wide[row * FEATURE_COUNT + OLD_COUNT - 1]).toBe(3);
      expect(wide[row * FEATURE_COUNT + OLD_COUNT]).toBe(SHIPPED_VARIANCE);
    }
  });
});
