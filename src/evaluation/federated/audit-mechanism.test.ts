import { expect, test, vi } from "vitest";
import { epsilonOf, rhoOf } from "../../federation/zcdp.ts";
import { auditBounds } from "./audit-bounds.ts";
import { auditMechanism, type Mechanism } from "./audit-mechanism.ts";

vi.setConfig({ testTimeout: 60_000 });

test.each<[Mechanism, boolean]>([
  ["as it is", false],
  ["no noise", true],
  ["half the noise", true],
  ["drawn twice", true],
])("a mechanism %s is found to give away more than it claims: %s", (mechanism, isRefuted) => {
  const plan = { trials: 3_000, dimensions: 4, noiseMultiplier: 1, seed: 2 };
  const { epsilon, mu } = auditBounds(auditMechanism(mechanism, plan), 1e-8);
  // What one report can do is 65,536 units, of which 65,540 are covered.
  expect(epsilon > epsilonOf(rhoOf(1), 1e-8) || mu > 1).toBe(isRefuted);
  // 2,400 trials prove .88 of 1 on average, with a standard deviation of .04: the attacker is as good as the claim allows.
  if (!isRefuted) expect(mu).toBeGreaterThan(0.75);
});
