import { describe, expect, test } from "vitest";
import { blend, type GuardState, initGuard } from "./guard.ts";
import { personalShare } from "./personal-share.ts";

const base = Float64Array.of(1, 0.4, 0.2, 0);
const profile = initGuard().profile;
const doubted: GuardState = {
  ...initGuard(),
  profile: { ...profile, logRatios: { ...profile.logRatios, pace: 3 } },
};

describe("personalShare", () => {
  test.each([
    ["a small personal part", initGuard(), [0.1, 0, -0.1, 0.05]],
    ["one that the trust region cuts", initGuard(), [5, 0, -3, 1]],
    ["one whose largest number comes last", initGuard(), [0, 1, 2, -9]],
    ["a visitor in doubt", doubted, [0.1, 5, 0, 0]],
    ["nothing learned", initGuard(), [0, 0, 0, 0]],
  ])("is the factor that blend takes, for %s", (_, guard, personal) => {
    const share = personalShare(guard, base, personal);
    for (const [at, score] of blend(guard, base, personal).entries())
      expect(base[at] + share * personal[at]).toBeCloseTo(score, 12);
  });

  test("is 0 where a number is not finite, and refuses lists of two lengths", () => {
    expect(personalShare(initGuard(), base, [1, Number.NaN, 0, 0])).toBe(0);
    expect(personalShare(initGuard(), base, [Number.NaN, 1, 0, 0])).toBe(0);
    expect(personalShare(initGuard(), [], [])).toBeGreaterThanOrEqual(0);
    expect(() => personalShare(initGuard(), base, [1])).toThrow(RangeError);
  });
});
