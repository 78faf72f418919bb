import { describe, expect, test } from "vitest";
import { checkUpdateNorm } from "./check-update.ts";

const updates = (...lengths: number[]): Float32Array[] => lengths.map((length) => Float32Array.of(0, length));
const norm = (length: number, released: readonly Float32Array[]): { passed: boolean; value: number } =>
  checkUpdateNorm(Float32Array.of(length, 0), released, { longestUpdate: 1, bound: 2 });

describe("checkUpdateNorm", () => {
  test("compares with the middle one of the newest five", () => {
    expect(norm(0.75, updates(9, 9, 9, 0.125, 0.25, 0.5, 1, 2))).toMatchObject({ value: 1.5, passed: true });
    expect(norm(1.25, updates(9, 9, 9, 0.125, 0.25, 0.5, 1, 2))).toMatchObject({ value: 2.5, passed: false });
  });

  test("compares with no head that was released once more, as a restore does", () => {
    expect(norm(0.75, updates(0.5, 0, 0, 0.5, 0))).toMatchObject({ value: 1.5, passed: true });
    expect(norm(1.25, updates(0.5, 0, 0, 0.5, 0))).toMatchObject({ value: 2.5, passed: false });
    expect(norm(0.75, updates(0, 0))).toMatchObject({ value: 1.5, passed: true });
  });
});
