import { expect, test } from "vitest";
import { pageGain } from "./page-gain.ts";

test("pageGain is Kalman's gain for one item: c = e / (1 + h w), and the variance falls by w² h / (1 + h w)", () => {
  const [slope, information, spread] = [0.4, 0.3, 2];
  const { coefficients, whitening } = pageGain(Float64Array.of(spread), {
    gradient: Float64Array.of(slope),
    information: Float64Array.of(information),
  });
  expect(coefficients[0]).toBeCloseTo(slope / (1 + information * spread), 14);
  expect((whitening[0] * spread) ** 2).toBeCloseTo(
    (information * spread ** 2) / (1 + information * spread),
    14,
  );
});

test("pageGain takes items that teach nothing", () => {
  const { coefficients, whitening } = pageGain(Float64Array.of(1, 0.5, 0.5, 1), {
    gradient: Float64Array.of(0, 0),
    information: new Float64Array(4),
  });
  expect([...coefficients]).toEqual([0, 0]);
  expect(whitening.every((value) => value === 0)).toBe(true);
});
