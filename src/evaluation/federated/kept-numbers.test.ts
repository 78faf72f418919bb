import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { keptNumbers } from "./kept-numbers.ts";

const folder = mkdtempSync(join(tmpdir(), "kept-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("keptNumbers", () => {
  test("makes numbers once for equal inputs, and gives them back to the bit", () => {
    let made = 0;
    const make = (): Float32Array<ArrayBuffer> => {
      made++;
      return Float32Array.of(0.1, -3e38, 1e-40);
    };
    const inner = join(folder, "not", "there");
    const first = keptNumbers(inner, { a: 1 })(make);
    expect(keptNumbers(inner, { a: 1 })(make)).toEqual(first);
    expect(first).toEqual(Float32Array.of(0.1, -3e38, 1e-40));
    expect(made).toBe(1);
    keptNumbers(inner, { a: 2 })(make);
    expect(made).toBe(2);
  });

  test("keeps no numbers as well", () => {
    const none = keptNumbers(folder, "none");
    expect(none(() => new Float32Array(0))).toHaveLength(0);
    expect(none(() => Float32Array.of(1))).toHaveLength(0);
  });
});
