import { expect, test } from "vitest";
import { pageGain, whitenedRows } from "./page-gain.ts";

test("pageGain is Kalman's gain for one item: c = e / (1 + h w), and the variance falls by w² h / (1 + h w)", () => {
  const [slope, information, spread] = [0.4, 0.3, 2];
  const gain = pageGain(Float64Array.of(spread), {
    gradient: Float64Array.of(slope),
    information: Float64Array.of(information),
  });
  expect(gain.coefficients[0]).toBeCloseTo(slope / (1 + information * spread), 14);
  expect(whitenedRows(gain, Float64Array.of(spread), 1)[0] ** 2).toBeCloseTo(
    (information * spread ** 2) / (1 + information * spread),
    14,
  );
});

test("pageGain takes items that teach nothing", () => {
  const gain = pageGain(Float64Array.of(1, 0.5, 0.5, 1), {
    gradient: Float64Array.of(0, 0),
    information: new Float64Array(4),
  });
  expect([...gain.coefficients]).toEqual([0, 0]);
  expect([...whitenedRows(gain, Float64Array.of(1, 2, 3, 4), 2)]).toEqual([0, 0, 0, 0]);
});
