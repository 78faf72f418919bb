import { describe, expect, test } from "vitest";
import { countOf, oneOf, someOf } from "./command-options.ts";

describe("oneOf", () => {
  test("takes what is allowed, and names the rest", () => {
    expect(oneOf("--split", "tune", ["test", "tune"])).toBe("tune");
    expect(() => oneOf("--split", "train", ["test", "tune"])).toThrow(
      '--split must be test or tune: got "train"',
    );
  });
});

describe("someOf", () => {
  test("takes each of what is allowed once, and names the rest", () => {
    expect(someOf("--sets", "tune, test,tune", ["test", "tune"])).toEqual(["tune", "test"]);
    expect(() => someOf("--sets", "tune,train", ["test", "tune"])).toThrow(
      '--sets must be test or tune: got "train"',
    );
  });
});

describe("countOf", () => {
  test("takes whole numbers from the least on", () => {
    expect([countOf("--users", "2", 2), countOf("--users", "40", 2)]).toEqual([2, 40]);
  });

  test.each(["", " "])("refuses %j where 0 is allowed", (value) => {
    expect(() => countOf("--seed", value, 0)).toThrow(`--seed must be a whole number from 0: got "${value}"`);
    expect(countOf("--seed", "0", 0)).toBe(0);
  });

  test.each(["1", "2.5", "many", "-3", "Infinity", "1e300"])("refuses %s", (value) => {
    expect(() => countOf("--users", value, 2)).toThrow(
      `--users must be a whole number from 2: got "${value}"`,
    );
  });
});
