import { describe, expect, test } from "vitest";
import { RecentMap } from "./recent-map.ts";

describe("RecentMap", () => {
  test("keeps what was used last, whether it was asked for or written", () => {
    const map = new RecentMap<number>(3);
    for (const [at, key] of ["a", "b", "c"].entries()) map.set(key, at);
    map.get("a");
    map.set("b", 7);
    map.set("d", 3);
    expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([0, 7, undefined, 3]);
  });

  test("does not know what was never there", () => {
    expect(new RecentMap<number>(1).get("a")).toBeUndefined();
  });
});
