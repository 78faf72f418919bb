import { describe, expect, test } from "vitest";
import { helperCount } from "./helper-count.ts";

const SHELF_MINI_BYTES = 5.5e6;

describe("helperCount", () => {
  test.each([
    ["one core", { cores: 1, memoryGiB: 8 }, 0],
    ["two cores", { cores: 2, memoryGiB: 8 }, 1],
    ["four cores, one of them the page's", { cores: 4, memoryGiB: 8 }, 2],
    ["a workstation", { cores: 64, memoryGiB: 8 }, 3],
    ["a browser that tells no memory", { cores: 4, memoryGiB: null }, 2],
    ["a small phone with many cores: 10 MB hold one copy", { cores: 8, memoryGiB: 0.5 }, 0],
    ["a phone of 1 GB: 21 MB hold three copies", { cores: 8, memoryGiB: 1 }, 2],
  ])("on %s", (_, machine, expected) => {
    expect(helperCount(machine, SHELF_MINI_BYTES)).toBe(expected);
  });

  test("gives none for a model that does not fit twice", () => {
    expect(helperCount({ cores: 8, memoryGiB: 8 }, 470e6)).toBe(0);
  });
});
