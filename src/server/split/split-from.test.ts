import { describe, expect, test } from "vitest";
import { splitFrom } from "./split-from.ts";

const SECRET = "nobody else knows this, in a test";
const HELPER = "https://other.example/v1";
const CONSTANTS = { coordinates: [0, 2], coordinatesVersion: 1, noiseMultiplier: 1, cohort: 100_000 };
const from = (environment: Record<string, string>): ReturnType<typeof splitFrom> =>
  splitFrom(environment, CONSTANTS);

describe("splitFrom", () => {
  test("is off unless it is asked for", () => {
    expect(from({})).toBeNull();
    expect(from({ SPLIT_SECRET: "", SPLIT_HELPER: "", SPLIT_ROLE: "", SPLIT_HLPER: "" })).toBeNull();
  });

  test("makes two servers that know the same, which no other secret gives", () => {
    const leader = from({ SPLIT_HELPER: HELPER, SPLIT_SECRET: SECRET });
    const helper = from({ SPLIT_ROLE: "helper", SPLIT_SECRET: SECRET });
    const other = from({ SPLIT_ROLE: "helper", SPLIT_SECRET: `${SECRET}!` });
    if (leader?.role !== "leader" || helper?.role !== "helper" || other?.role !== "helper")
      throw new Error("The roles are others");
    expect(leader.split.terms).toEqual({ helper: HELPER, coordinates: 1 });
    expect(leader.split.verifyKey).toEqual(helper.secrets.verifyKey);
    expect(helper.secrets.verifyKey).toHaveLength(16);
    expect(other.secrets.verifyKey).not.toEqual(helper.secrets.verifyKey);
    expect(other.secrets.token).not.toBe(helper.secrets.token);
  });

  test.each<[Record<string, string>, string]>([
    [{ SPLIT_HELPER: HELPER, SPLIT_SECRET: "short" }, "32 characters at least"],
    [{ SPLIT_HELPER: HELPER }, "got 0"],
    [{ SPLIT_HELPER: "http://other.example/v1", SPLIT_SECRET: SECRET }, "https address"],
    [{ SPLIT_HELPER: HELPER, SPLIT_ROLE: "helper", SPLIT_SECRET: SECRET }, "must not be there"],
    [{ SPLIT_SECRET: SECRET, SPLIT_HELPER: "", SPLIT_ROLE: "" }, "must not be there alone"],
    [{ SPLIT_HLPER: HELPER, SPLIT_SECRET: SECRET }, "SPLIT_HLPER must not be there"],
    [{ SPLIT_HELPERS: HELPER }, "SPLIT_HELPERS must not be there"],
    [{ SPLIT_ROLE: "leader", SPLIT_SECRET: SECRET }, 'got "leader"'],
  ])("refuses %o", (environment, words) => expect(() => from(environment)).toThrow(words));

  test("refuses rounds of more reports than one request can name, where they are split", () => {
    const more = { ...CONSTANTS, cohort: 100_001 };
    expect(() => splitFrom({ SPLIT_HELPER: HELPER, SPLIT_SECRET: SECRET }, more)).toThrow(
      "COHORT must be at most 100000 where rounds are split ones: got 100001",
    );
    expect(splitFrom({}, more)).toBeNull();
    expect(splitFrom({ SPLIT_ROLE: "helper", SPLIT_SECRET: SECRET }, more)?.role).toBe("helper");
  });
});
