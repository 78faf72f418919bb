import { describe, expect, test, vi } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { auditBounds, type AuditScores } from "./audit-bounds.ts";

vi.setConfig({ testTimeout: 60_000 });

function gaussianScores(mu: number, trials: number, seed: number): AuditScores {
  const random = seededRandom(seed);
  return {
    present: Float64Array.from({ length: trials }, () => mu + normalFrom(random)),
    absent: Float64Array.from({ length: trials }, () => normalFrom(random)),
  };
}

describe("auditBounds", () => {
  test.each([0.2, 1, 2.5])("of a Gaussian of mu %f come near it, from below", (mu) => {
    const { mu: found, epsilon, gaussianEpsilon } = auditBounds(gaussianScores(mu, 20_000, 3), 1e-8);
    expect(found).toBeLessThan(mu);
    expect(found).toBeGreaterThan(mu - 0.12);
    expect(epsilon).toBeLessThan(gaussianEpsilon);
  });

  test("hold in all but 5 of 100 audits of an epsilon that is known, here 1", () => {
    // Randomised response: the truth with probability e / (1 + e).
    let broken = 0;
    for (let seed = 0; seed < 100; seed++) {
      const random = seededRandom(seed);
      const answers = (truth: 0 | 1): Float64Array =>
        Float64Array.from({ length: 400 }, () => (random() < Math.E / (1 + Math.E) ? truth : 1 - truth));
      if (auditBounds({ present: answers(1), absent: answers(0) }, 1e-8).epsilon > 1) broken++;
    }
    expect(broken).toBeLessThanOrEqual(5);
  });

  test("are 0 where nothing is told, and as high as so many trials can prove where all is", () => {
    const nothing = auditBounds(gaussianScores(0, 2_000, 5), 1e-8);
    expect(nothing.mu).toBeLessThan(0.05);
    expect(nothing.epsilon).toBeLessThan(0.1);
    const all = auditBounds(
      { present: new Float64Array(1_000).fill(3), absent: new Float64Array(1_000) },
      1e-8,
    );
    expect(all.epsilon).toBeGreaterThan(5);
    expect(all.mu).toBeGreaterThan(5);
  });

  test("refuse too few trials", () => {
    expect(() => auditBounds(gaussianScores(1, 49, 1), 1e-8)).toThrow("got 49 and 49");
  });
});
