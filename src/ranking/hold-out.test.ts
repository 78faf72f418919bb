import { describe, expect, test } from "vitest";
import { isHeldOut } from "./hold-out.ts";

const heldOut = (visitorSeed: number, share: number, count = 20_000): Set<number> =>
  new Set(
    Array.from({ length: count }, (_, at) => at).filter((at) =>
      isHeldOut(visitorSeed, `ranking-${at}`, share),
    ),
  );

describe("isHeldOut", () => {
  test("holds out the share that was asked for, of one visitor's rankings", () => {
    // Standard error 0.0015 at 5 %, 0.0035 at 50 %.
    expect(Math.abs(heldOut(1, 0.05).size / 20_000 - 0.05)).toBeLessThan(0.006);
    expect(Math.abs(heldOut(2, 0.5).size / 20_000 - 0.5)).toBeLessThan(0.014);
    expect(heldOut(3, 0, 1000).size).toBe(0);
    expect(heldOut(3, 1, 1000).size).toBe(1000);
  });

  test("holds out the share that was asked for, of the visitors to one ranking", () => {
    const visitors = Array.from({ length: 5000 }, (_, seed) => isHeldOut(seed, "front", 0.2)).filter(Boolean);
    expect(Math.abs(visitors.length / 5000 - 0.2)).toBeLessThan(0.023);
  });

  test("draws anew for every visitor: what two hold out overlaps by chance alone", () => {
    const [a, b] = [heldOut(7, 0.2), heldOut(8, 0.2)];
    const both = [...a].filter((at) => b.has(at)).length;
    expect(Math.abs(both / 20_000 - 0.04)).toBeLessThan(0.006);
  });

  test("does not follow from one page to the next", () => {
    const a = heldOut(9, 0.5);
    const runs = Array.from({ length: 19_999 }, (_, at) => a.has(at) === a.has(at + 1)).filter(
      Boolean,
    ).length;
    expect(Math.abs(runs / 19_999 - 0.5)).toBeLessThan(0.015);
  });

  test("gives the same answer twice, and holds out at 10 % all that it does at 5 %", () => {
    const [few, more] = [heldOut(4, 0.05, 2000), heldOut(4, 0.1, 2000)];
    expect(heldOut(4, 0.05, 2000)).toEqual(few);
    expect([...few].every((at) => more.has(at))).toBe(true);
    expect(more.size).toBeGreaterThan(few.size);
  });

  test("refuses a share, a seed or an id that is none", () => {
    expect(() => isHeldOut(1, "a", 1.5)).toThrow('got 1, "a" and 1.5');
    expect(() => isHeldOut(1, "a", Number.NaN)).toThrow(RangeError);
    expect(() => isHeldOut(0.5, "a", 0.5)).toThrow(RangeError);
    expect(() => isHeldOut(1, "", 0.5)).toThrow(RangeError);
  });
});
