import { describe, expect, test } from "vitest";
import { maxAgeMs, retryAfterMs } from "./busy-error.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

describe("retryAfterMs", () => {
  test.each([
    [null, null],
    ["", null],
    ["soon", null],
    ["0", 0],
    ["30", 30_000],
    [" 30 ", 30_000],
    ["999999999999", 86_400_000],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Thu, 01 Jan 2015 00:01:00 GMT", 0],
    ["Thu, 01 Jan 2037 00:01:00 GMT", 86_400_000],
  ])("reads %j as %j", (text, wanted) => {
    expect(retryAfterMs(text, NOW_MS)).toBe(wanted);
  });
});

describe("maxAgeMs", () => {
  test.each([
    [null, 0],
    ["no-store", 0],
    ["s-maxage=10", 0],
    ["public, max-age=14400, s-maxage=10", 14_400_000],
    ["MAX-AGE=5", 5_000],
    ["max-age=", 0],
    ["max-age=1e9", 0],
  ])("reads %j as %j", (text, wanted) => {
    expect(maxAgeMs(text)).toBe(wanted);
  });
});
