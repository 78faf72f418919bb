import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recentSigns, type SignStorage } from "./recent-signs.ts";

const WITHIN = { echoMs: 10_000, repeatMs: 500 };

function memory(text: string | null = null): SignStorage & { text: string | null } {
  return {
    text,
    read() {
      return this.text;
    },
    write(next) {
      this.text = next;
    },
  };
}

describe("recentSigns", () => {
  test("takes what a second source reports within the time for an echo, and what it reports later for new", () => {
    let nowMs = 0;
    const signs = recentSigns(() => nowMs, null);
    expect(signs.isNew("cards", "chair", WITHIN)).toBe(true);
    nowMs = 10_000;
    expect(signs.isNew("ga4", "chair", WITHIN)).toBe(false);
    nowMs = 10_001;
    expect(signs.isNew("pixel", "chair", WITHIN)).toBe(true);
  });

  test("takes a source's own second report for new, unless it comes at once", () => {
    let nowMs = 0;
    const signs = recentSigns(() => nowMs, null);
    expect(signs.isNew("cards", "chair", WITHIN)).toBe(true);
    nowMs = 500;
    expect(signs.isNew("cards", "chair", WITHIN)).toBe(false);
    nowMs = 501;
    expect(signs.isNew("cards", "chair", WITHIN)).toBe(true);
  });

  test("counts as often as the source that has reported most, in whatever order the reports come", () => {
    const reports = fc.array(fc.record({ source: fc.nat(3), sign: fc.nat(2) }), { maxLength: 40 });
    fc.assert(
      fc.property(reports, (list) => {
        let nowMs = 0;
        const signs = recentSigns(() => nowMs, null);
        let counted = 0;
        for (const { source, sign } of list) {
          nowMs += 2;
          if (signs.isNew(`s${source}`, `x${sign}`, { echoMs: 1_000, repeatMs: 1 })) counted++;
        }
        const most = [0, 1, 2].map((sign) =>
          Math.max(
            ...[0, 1, 2, 3].map(
              (source) => list.filter((report) => report.source === source && report.sign === sign).length,
            ),
          ),
        );
        expect(counted).toBe(most[0] + most[1] + most[2]);
      }),
    );
  });

  test("goes on where the last page has left off, and across tags of one page", () => {
    const storage = memory();
    expect(recentSigns(() => 0, storage).isNew("cards", "chair", WITHIN)).toBe(true);
    expect(recentSigns(() => 5_000, storage).isNew("pixel", "chair", WITHIN)).toBe(false);
  });

  test("remembers without end what may never be counted again, while it is among the newest hundred", () => {
    const storage = memory();
    const ever = { echoMs: Infinity, repeatMs: Infinity };
    expect(recentSigns(() => 0, storage).isNew("orders", "T1", ever)).toBe(true);
    expect(recentSigns(() => 1e12, storage).isNew("orders", "T1", ever)).toBe(false);
    for (let at = 0; at < 100; at++) recentSigns(() => 0, storage).isNew("orders", `other ${at}`, ever);
    expect(recentSigns(() => 0, storage).isNew("orders", "T1", ever)).toBe(true);
    expect(JSON.parse(storage.text!)).toHaveLength(100);
  });

  test("takes nothing from storage that another script has written there, and does without one that is refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const signs = recentSigns(() => 0, memory(text));
        signs.isNew("a", "chair", WITHIN);
        expect(signs.isNew("b", "chair", WITHIN)).toBe(false);
      }),
    );
    const refuse = (): never => {
      throw new Error("refused");
    };
    const signs = recentSigns(() => 0, { read: refuse, write: refuse });
    expect(signs.isNew("a", "chair", WITHIN)).toBe(true);
    expect(signs.isNew("b", "chair", WITHIN)).toBe(false);
  });
});
