import { describe, expect, test } from "vitest";
import { CENTRAL, gainReport, START } from "./gain-report.ts";
import { gainTable } from "./gain-table.ts";

const rows = (...values: readonly (readonly [number, number])[]): Float64Array[] =>
  values.map((row) => Float64Array.from(row));

/** Three newcomers, the last of whom was never tested after five interactions. */
const FIGURES = new Map([
  [START, rows([0.1, 0.2], [0.1, 0.4], [0.1, NaN])],
  [CENTRAL, rows([0.2, 0.4], [0.3, 0.4], [0.1, NaN])],
  ["federated", rows([0.2, 0.3], [0.2, 0.4], [0.1, NaN])],
]);

describe("gainReport", () => {
  test("gives means, gains over the start for the same newcomers, and shares of the central gain", () => {
    const [before, after, both] = gainReport(FIGURES)["federated"];
    expect(before.mean).toBeCloseTo(0.5 / 3, 4);
    expect(before.gain).toBeCloseTo(0.2 / 3, 4);
    expect(before.share).toBeCloseTo(2 / 3, 4);
    expect([after.mean, after.gain, after.share]).toEqual([0.35, 0.05, 0.5]);
    // Of the two who have both: (.1 + .1 + .1) / 4 of (.1 + .2 + .2) / 4.
    expect([both.gain, both.share]).toEqual([0.075, 0.6]);
  });

  test("puts start and central head at 0 and 1, without doubt", () => {
    const report = gainReport(FIGURES);
    for (const { gain, gainCi95, share } of report[START]) {
      expect([gain, ...gainCi95, share]).toEqual([0, 0, 0, 0]);
    }
    for (const { share, shareCi95, minusCentralCi95 } of report[CENTRAL]) {
      expect(share).toBe(1);
      expect(minusCentralCi95).toEqual([0, 0]);
      expect(shareCi95[0]).toBeGreaterThan(0.99);
    }
  });

  test("has intervals that hold the figure, and narrow with the number of newcomers", () => {
    const many = (count: number, name: string): Float64Array[] =>
      Array.from({ length: count }, (_, at) => FIGURES.get(name)![at % 2]);
    const widthOf = (count: number): number => {
      const figures = new Map([...FIGURES.keys()].map((name) => [name, many(count, name)]));
      const [{ gain, gainCi95, share, shareCi95 }] = gainReport(figures)["federated"];
      expect(gainCi95[0]).toBeLessThanOrEqual(gain);
      expect(gainCi95[1]).toBeGreaterThanOrEqual(gain);
      expect(shareCi95[0]).toBeLessThan(share);
      expect(shareCi95[1]).toBeGreaterThan(share);
      return shareCi95[1] - shareCi95[0];
    };
    expect(widthOf(640)).toBeLessThan(widthOf(40) / 3);
  });
});

describe("gainTable", () => {
  test("has a block for each number of interactions and a line for each head", () => {
    const table = gainTable("lamps", gainReport(FIGURES));
    expect(table).toContain("lamps, before any interaction\n");
    expect(table).toContain("lamps, after 5 interactions\n");
    expect(table).toMatch(/ {2}federated +0\.3500 {2}\+\.0500 \[.+\] {2}50 % \[.+\]\n/);
    expect(table.match(/ {2}start /g)).toHaveLength(3);
    expect(table).not.toContain("NaN");
  });
});
