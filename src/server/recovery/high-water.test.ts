import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../server-fixture.ts";
import { openHighWater } from "./high-water.ts";

const spend = (rho: number | null): { rho: number | null; reports: number; spentAtMs: number } => ({
  rho,
  reports: 1_000,
  spentAtMs: 1_700_000_000_000,
});

describe("openHighWater", () => {
  test("knows nothing at first, and makes no file for that", () => {
    const mark = openHighWater(join(temporaryFolder(), "keys"));
    expect(mark.version("signed")).toBe(-1);
    expect([...mark.spends()]).toEqual([]);
  });

  test("keeps the greatest version, and the sum of what was drawn", () => {
    const folder = temporaryFolder();
    const mark = openHighWater(folder);
    mark.raise("signed", 3);
    mark.raise("signed", 2);
    mark.intend(7, spend(0.25));
    expect(openHighWater(folder).spends().get(7)).toEqual({ ...spend(0.25), isBooked: false });
    mark.intend(7, spend(0.25));
    mark.book(7, spend(0.25));
    mark.intend(8, spend(null));
    const again = openHighWater(folder);
    expect(again.version("signed")).toBe(3);
    expect(again.spends().get(7)).toEqual({ ...spend(0.5), isBooked: true });
    expect(again.spends().get(8)?.rho).toBeNull();
  });

  test("never forgets, whatever is noted and by how many: all that open it agree, and only upwards", () => {
    const step = fc.record({
      by: fc.nat(1),
      kind: fc.constantFrom("version", "drawn", "booked"),
      id: fc.nat(5),
      rho: fc.constantFrom(0.25, 0.5, null),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const folder = temporaryFolderOf();
        const marks = [openHighWater(folder), openHighWater(folder)];
        for (const { by, kind, id, rho } of steps) {
          const mark = marks[by];
          mark.refresh();
          const before = { version: mark.version("signed"), rho: mark.spends().get(id)?.rho };
          if (kind === "version") mark.raise("signed", id);
          else if (kind === "drawn") mark.intend(id, spend(rho));
          else mark.book(id, spend(rho));
          expect(mark.version("signed")).toBeGreaterThanOrEqual(before.version);
          if (before.rho !== undefined)
            expect(mark.spends().get(id)?.rho ?? Infinity).toBeGreaterThanOrEqual(before.rho ?? Infinity);
        }
        for (const mark of marks) mark.refresh();
        const [one, other, third] = [...marks, openHighWater(folder)].map((mark) => ({
          version: mark.version("signed"),
          spends: [...mark.spends()],
        }));
        expect(other).toEqual(one);
        expect(third).toEqual(one);
      }),
      { numRuns: 25 },
    );
  });

  test("passes over a line that a crash has cut off, and refuses one that somebody has changed", () => {
    const folder = temporaryFolder();
    const path = join(folder, "high-water.jsonl");
    openHighWater(folder).raise("signed", 4);
    appendFileSync(path, '{"type":"signed","ver');
    const mark = openHighWater(folder);
    expect(mark.version("signed")).toBe(4);
    mark.raise("signed", 5);
    expect(openHighWater(folder).version("signed")).toBe(5);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(4);
    appendFileSync(path, '{"type":"signed","version":-1}\n');
    expect(() => openHighWater(folder)).toThrow(
      /must be a version or what a round has cost.*copy of the file/,
    );
  });

  test("says what to do where it cannot write", () => {
    const mark = openHighWater("/dev/null/keys");
    expect(() => mark.raise("signed", 1)).toThrow(/Cannot write the high-water mark.*server may write/);
  });
});

/** Removed with the test's own folder. */
let root: string | undefined;
function temporaryFolderOf(): string {
  root ??= temporaryFolder();
  return join(root, String(Math.random()));
}
