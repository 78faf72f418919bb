import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RankError } from "../base/errors.ts";
import { type ErrorDetail, reporter } from "./report.ts";

beforeEach(() => vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

describe("reporter", () => {
  test("tells each message once, and remembers some thousands of them", () => {
    const target = new EventTarget();
    const told: string[] = [];
    target.addEventListener("personal-rank:error", (event) =>
      told.push((event as CustomEvent<ErrorDetail>).detail.message),
    );
    const report = reporter(target);
    const tell = (message: string): void => report(new RankError("bad-candidates", message), "degraded");
    tell("first");
    tell("first");
    expect(told).toEqual(["first"]);
    // A list has up to 600 cards, each of which may be wrong, and is read again and again.
    for (let times = 0; times < 3; times++) for (let at = 0; at < 600; at++) tell(`card ${at}`);
    tell("first");
    expect(told).toHaveLength(601);
    for (let at = 0; at < 3_000; at++) tell(`other ${at}`);
    tell("first");
    expect(told.filter((message) => message === "first")).toHaveLength(2);
    expect(console.warn).toHaveBeenCalledTimes(told.length);
  });
});
