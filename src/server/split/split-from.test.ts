import { describe, expect, test } from "vitest";
import { splitFrom } from "./split-from.ts";

const SECRET = "nobody else knows this, in a test";
const HELPER = "https://other.example/v1";
const CONSTANTS = { coordinates: [0, 2], coordinatesVersion: 1, noiseMultiplier: 1 };
const from = (environment: Record<string, string>): ReturnType<typeof splitFrom> =>
  splitFrom(environment, CONSTANTS);

describe("splitFrom", () => {
  test("is off unless it is asked for, also where there is a secret", () => {
    expect(from({})).toBeNull();
    expect(from({ SPLIT_SECRET: SECRET, SPLIT_HELPER: "", SPLIT_ROLE: "" })).toBeNull();
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
    [{ SPLIT_ROLE: "leader", SPLIT_SECRET: SECRET }, 'got "leader"'],
  ])("refuses %o", (environment, words) => expect(() => from(environment)).toThrow(words));
});
