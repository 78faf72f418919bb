import { describe, expect, test } from "vitest";
import { quantiseRows } from "./quantise-rows.ts";

describe("quantiseRows", () => {
  test("gives each row its own scale and its largest value the limit", () => {
    const data = Float32Array.of(1, -2, 0.5, -100, 25, 50);
    const { data: whole, scale } = quantiseRows({ rows: 2, columns: 3, data }, 127);
    expect([...whole]).toEqual([64, -127, 32, -127, 32, 64]);
    expect(scale[0]).toBeCloseTo(2 / 127, 8);
    expect(scale[1]).toBeCloseTo(100 / 127, 6);
  });

  test("starts from int8 values and their scale", () => {
    const scale = Float32Array.of(0.5);
    const result = quantiseRows({ rows: 1, columns: 2, data: Int8Array.of(-126, 64), scale }, 63);
    expect([...result.data]).toEqual([-63, 32]);
    expect([...result.scale]).toEqual([1]);
  });

  test("leaves a row of zeros zero, and rows without columns alone", () => {
    const result = quantiseRows({ rows: 1, columns: 2, data: new Float32Array(2) }, 63);
    expect([...result.data, ...result.scale]).toEqual([0, 0, 0]);
    expect(quantiseRows({ rows: 0, columns: 2, data: new Float32Array(0) }, 63).data.length).toBe(0);
  });

  test("is never farther from a value than half a step", () => {
    const data = Float32Array.from({ length: 999 }, (_, i) => Math.sin(i) * 3);
    const { data: whole, scale } = quantiseRows({ rows: 3, columns: 333, data }, 63);
    data.forEach((value, i) => {
      const step = scale[Math.floor(i / 333)];
      expect(Math.abs(whole[i] * step - value)).toBeLessThan(step * 0.50001);
    });
  });
});
