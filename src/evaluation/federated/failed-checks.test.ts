import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { DEFAULT_GATE_BOUNDS, judgeCandidate, type GateBounds } from "../../federation/release-gate.ts";
import { canarySet } from "../../federation/canary.test-helper.ts";
import { failedChecks } from "./failed-checks.ts";

const canary = canarySet({ seed: 3, pages: 60, items: 12, catalogue: 60, taste: [1, 0, -1] });

describe("failedChecks", () => {
  test("says what the gate says, of heads near and far, under bounds near what was measured", () => {
    const random = seededRandom(5);
    const failures = new Set<string>();
    for (let trial = 0; trial < 120; trial++) {
      const current = Float32Array.of(0.4, 0, -0.4);
      const width = 0.02 + random();
      const bound = (least: number, most: number): number => least + (most - least) * random();
      const bounds: GateBounds = {
        ...DEFAULT_GATE_BOUNDS,
        updateNorm: bound(0, 2),
        ndcgLoss: bound(0, 0.3),
        exposureMoved: bound(0, 0.3),
        itemExposure: bound(1, 2),
        brandExposure: bound(1, 2),
      };
      const { checks } = judgeCandidate({
        current,
        candidate: current.map((weight) =>
          trial % 20 === 7 ? Number.NaN : weight + width * (random() - 0.5),
        ),
        released: [],
        lastDirection: null,
        longestUpdate: 1,
        canary,
        bounds,
      });
      const failed = checks.filter(({ passed }) => !passed).map(({ name }) => name);
      const values = Object.fromEntries(checks.map(({ name, value }) => [name, value]));
      expect(failedChecks(values, bounds)).toEqual(failed);
      for (const name of failed) failures.add(name);
    }
    expect([...failures].sort()).toEqual([
      "canary-ndcg",
      "exposure-brands",
      "exposure-items",
      "exposure-moved",
      "finite",
      "update-norm",
    ]);
  });

  test("passes nothing that it does not know", () => {
    expect(failedChecks({ "update-direction": -1 }, DEFAULT_GATE_BOUNDS)).toEqual([]);
    for (const name of ["exposure-shops", "toString"])
      expect(() => failedChecks({ [name]: 0 }, DEFAULT_GATE_BOUNDS)).toThrow(`got "${name}"`);
  });
});
