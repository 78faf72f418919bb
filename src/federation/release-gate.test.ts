import { describe, expect, test } from "vitest";
import { canarySet } from "./canary.test-helper.ts";
import { NO_BOUND } from "./gate-checks/no-bound.ts";
import { DEFAULT_GATE_BOUNDS, judgeCandidate, type GateQuestion } from "./release-gate.ts";

const canary = canarySet({ seed: 3, pages: 400, items: 12, catalogue: 60, taste: [1, 0, -1] });
const current = Float32Array.of(0.4, 0, -0.4);
const released = [Float32Array.of(0.1, 0, -0.1), Float32Array.of(0.08, 0.02, -0.1)];

function judged(
  candidate: Float32Array,
  changed: Partial<GateQuestion> = {},
): ReturnType<typeof judgeCandidate> {
  return judgeCandidate({
    current,
    candidate,
    released,
    lastDirection: null,
    longestUpdate: 1,
    canary,
    bounds: DEFAULT_GATE_BOUNDS,
    ...changed,
  });
}

/** Names of the checks that a candidate fails. */
function failedOf(candidate: Float32Array, changed: Partial<GateQuestion> = {}): string[] {
  const { passed, checks } = judged(candidate, changed);
  const failed = checks.filter((check) => !check.passed).map(({ name }) => name);
  expect(passed).toBe(failed.length === 0);
  for (const { value, words } of checks) {
    expect(Number.isFinite(value)).toBe(true);
    expect(words).not.toMatch(/NaN|undefined|Infinity/);
  }
  return failed;
}

describe("judgeCandidate", () => {
  test("passes a small step towards what visitors want, by every check", () => {
    const { passed, checks } = judged(Float32Array.of(0.45, 0.01, -0.45));
    expect(passed).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual([
      "finite",
      "update-norm",
      "update-direction",
      "canary-ndcg",
      "exposure-moved",
      "exposure-items",
      "exposure-brands",
    ]);
  });

  test("passes the head as it is, and with no update before", () => {
    expect(failedOf(current)).toEqual([]);
    expect(failedOf(current, { released: [] })).toEqual([]);
    expect(failedOf(current, { released: [new Float32Array(3)] })).toEqual([]);
  });

  test("stops at a weight that is no number, as nothing else can be looked at", () => {
    for (const wrong of [Number.NaN, Infinity, -Infinity]) {
      const { passed, checks } = judged(Float32Array.of(0, wrong, 0));
      expect(passed).toBe(false);
      expect(checks.map(({ name, value }) => [name, value])).toEqual([["finite", 1]]);
    }
  });

  test("refuses a step away from what visitors want, by what it loses", () => {
    const failed = failedOf(Float32Array.of(0.25, 0, -0.25));
    expect(failed).toContain("canary-ndcg");
    expect(failed).not.toContain("update-direction"); // once is no proof
  });

  test("refuses one item that goes up, though few visitors lose by it", () => {
    const id = canary.pages[0].items[7];
    // A feature of the item's own, so that it moves alone.
    const dimensions = 4;
    const pages = canary.pages.map((page) => ({
      ...page,
      features: Float32Array.from({ length: page.items.length * dimensions }, (_, at) => {
        const row = Math.floor(at / dimensions);
        return at % dimensions < 3
          ? page.features[row * 3 + (at % dimensions)]
          : Number(page.items[row] === id);
      }),
    }));
    const wide = {
      canary: { ...canary, dimensions, pages },
      current: Float32Array.of(...current, 0),
      released: released.map((update) => Float32Array.of(...update, 0)),
      bounds: { ...DEFAULT_GATE_BOUNDS, updateNorm: 1_000, ndcgLoss: 1 },
    };
    const { checks } = judged(Float32Array.of(...current, 9), wide);
    expect(failedOf(Float32Array.of(...current, 9), wide)).toContain("exposure-items");
    expect(checks.find(({ name }) => name === "exposure-items")!.words).toContain(`"${id}"`);
    expect(failedOf(Float32Array.of(...current, 0.05), wide)).toEqual([]);
  });

  test("refuses twice the length of what was released before", () => {
    expect(failedOf(Float32Array.of(0.4, 0.25, -0.4))).not.toContain("update-norm");
    expect(failedOf(Float32Array.of(0.4, 0.35, -0.4))).toContain("update-norm");
    expect(failedOf(Float32Array.of(1.3, 0, -0.4), { released: [] })).not.toContain("update-norm");
    expect(failedOf(Float32Array.of(1.5, 0, -0.4), { released: [] })).toContain("update-norm");
    expect(failedOf(Float32Array.of(3e38, 3e38, 3e38))).toContain("update-norm");
  });

  test("refuses to turn back twice in a row, and only then", () => {
    const back = Float32Array.of(0.37, 0, -0.37);
    const [none, good, bad] = [null, 0.9, -0.9].map((lastDirection) => failedOf(back, { lastDirection }));
    expect(none).not.toContain("update-direction");
    expect(good).not.toContain("update-direction");
    expect(bad).toContain("update-direction");
    expect(failedOf(Float32Array.of(0.43, 0, -0.43), { lastDirection: -0.9 })).toEqual([]);
  });

  test("looks at weights alone without a canary set, and says so", () => {
    const { checks, notRun } = judged(Float32Array.of(0.25, 0, -0.25), { canary: null });
    expect(checks.map(({ name }) => name)).toEqual(["finite", "update-norm", "update-direction"]);
    expect(notRun).toEqual(["canary-ndcg", "exposure-moved", "exposure-items", "exposure-brands"]);
    expect(judged(Float32Array.of(0.25, 0, -0.25)).notRun).toEqual([]);
  });

  test("lets everything through where all bounds are off, and says so of each", () => {
    const bounds = {
      updateNorm: NO_BOUND,
      updateDirection: -NO_BOUND,
      ndcgLoss: NO_BOUND,
      exposureMoved: NO_BOUND,
      itemExposure: NO_BOUND,
      brandExposure: NO_BOUND,
    };
    for (const candidate of [current, Float32Array.of(-9, 9, 9), new Float32Array(3).fill(3e38)]) {
      expect(failedOf(candidate, { bounds, lastDirection: -1 })).toEqual([]);
      const { checks } = judged(candidate, { bounds });
      for (const { words } of checks.slice(1)) expect(words).toMatch(/; this bound is off$/);
      expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
    }
    for (const { words } of judged(current).checks) expect(words).not.toContain("off");
  });

  test("refuses to compare what differs in length", () => {
    expect(() => judged(new Float32Array(4))).toThrow("must have 3 weights: got 4");
    expect(() => judged(current, { released: [new Float32Array(2)] })).toThrow("got 2");
    expect(() => judged(current, { canary: { ...canary, dimensions: 5 } })).toThrow("got 5");
  });
});
