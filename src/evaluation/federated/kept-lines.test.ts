import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keptLines } from "./kept-lines.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "personal-rank-kept-lines-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(): string {
  return join(folder, readdirSync(folder)[0]);
}

describe("keptLines", () => {
  test("makes a result once, in this run and in the next", () => {
    let made = 0;
    const make = (): { readonly made: number } => ({ made: ++made });
    const first = keptLines<{ readonly made: number }>(folder, { seed: 1 });
    expect([first("a", make).made, first("a", make).made, first("b", make).made]).toEqual([1, 1, 2]);
    const second = keptLines<{ readonly made: number }>(folder, { seed: 1 });
    expect([second("b", make).made, second("a", make).made, second("c", make).made]).toEqual([2, 1, 3]);
  });

  test("keeps nothing of other inputs", () => {
    keptLines<number>(folder, { seed: 1 })("a", () => 1);
    expect(keptLines<number>(folder, { seed: 2 })("a", () => 2)).toBe(2);
  });

  test("makes again what a run wrote by half when it was stopped, and loses nothing else", () => {
    const first = keptLines<string>(folder, 1);
    first("a", () => "ä");
    const whole = readFileSync(fileOf());
    first("b", () => "b");
    writeFileSync(fileOf(), readFileSync(fileOf()).subarray(0, whole.length + 4));
    const second = keptLines<string>(folder, 1);
    expect(second("a", () => "new")).toBe("ä");
    expect(second("b", () => "new")).toBe("new");
    const third = keptLines<string>(folder, 1);
    expect([third("a", () => "third"), third("b", () => "third")]).toEqual(["ä", "new"]);
  });

  test("does not guess at a file that is damaged in its middle", () => {
    keptLines<number>(folder, 1)("a", () => 1);
    appendFileSync(fileOf(), "half a line\n");
    expect(() => keptLines<number>(folder, 1)).toThrow(SyntaxError);
  });
});
