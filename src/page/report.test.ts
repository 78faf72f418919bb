import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RankError } from "../base/errors.ts";
import { type ErrorDetail, reporter } from "./report.ts";

beforeEach(() => vi.spyOn(console, "warn").mockImplementation(() => undefined));
afterEach(() => vi.restoreAllMocks());

describe("reporter", () => {
  test("tells each message once, and remembers some hundreds of them", () => {
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
    for (let times = 0; times < 2; times++) for (let at = 0; at < 100; at++) tell(`card ${at}`);
    tell("first");
    expect(told).toHaveLength(101);
    for (let at = 0; at < 1_000; at++) tell(`other ${at}`);
    tell("first");
    expect(told.filter((message) => message === "first")).toHaveLength(2);
    expect(console.warn).toHaveBeenCalledTimes(told.length);
  });
});
