import { expect, test } from "vitest";
import { DEFAULT_GATE_BOUNDS } from "../../federation/release-gate.ts";
import { poisonReport } from "./poison-report.ts";
import type { PoisonedRound, Spread } from "./poison-round.ts";
import { poisonSummary } from "./poison-summary.ts";

const round = (testChange: number, exposureMoved: number): PoisonedRound => ({
  testChange,
  targetGain: 1,
  values: { "exposure-moved": exposureMoved },
});
const [harmless, rejected, passed] = [round(0, 0), round(-0.05, 0.1), round(-0.05, 0)];

function reportOf(stage: number, spread: Spread, rounds: readonly PoisonedRound[]) {
  return poisonReport({ attack: "adapt", share: 0.3, spread }, stage, {
    rounds,
    bounds: DEFAULT_GATE_BOUNDS,
  });
}

test("is no surer of the gate for rounds of the same seeds, whose honest visitors are the same", () => {
  const rounds = [...Array.from({ length: 20 }, () => rejected), harmless];
  const [once] = poisonSummary([reportOf(2, "even", rounds)]).attacks;
  expect(once.badRejectedAtLeast).toBeCloseTo(0.025 ** (1 / 20), 6); // all of 20: p^20 = .025
  const [summary] = poisonSummary(
    [2, 8].flatMap((stage) =>
      (["3 networks", "8 networks", "even"] as const).map((spread) => reportOf(stage, spread, rounds)),
    ),
  ).attacks;
  expect([summary.bad, summary.badRejected]).toEqual([120, 120]);
  expect(summary.badRejectedAtLeast).toBe(once.badRejectedAtLeast);
});

test("counts a seed as held only if the gate rejects every bad round of it", () => {
  const [summary] = poisonSummary([
    reportOf(2, "even", [rejected, rejected, harmless]),
    reportOf(8, "even", [rejected, passed, passed]),
  ]).attacks;
  expect([summary.bad, summary.badRejected]).toEqual([5, 3]);
  expect(summary.badRejectedAtLeast).toBeCloseTo(1 - 0.975 ** (1 / 3), 6); // 1 of 3: (1 − p)^3 = .975
});
