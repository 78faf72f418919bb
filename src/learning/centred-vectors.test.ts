import { describe, expect, test } from "vitest";
import { catalogueCentre, centredUnit, cosine } from "./centred-vectors.ts";

const shipped = Float32Array.of(1, 0);

describe("catalogueCentre", () => {
  test("is the shipped centre while nothing was seen", () => {
    expect([...catalogueCentre({ count: 0, sum: new Float64Array(2) }, shipped)]).toEqual([1, 0]);
  });

  test("lies halfway to the shop's own mean after 50 texts, and near it after 5,000", () => {
    const centreAfter = (count: number): Float32Array =>
      catalogueCentre({ count, sum: Float64Array.of(0, 0.5 * count) }, shipped);
    expect([...centreAfter(50)]).toEqual([0.5, 0.25]);
    expect(centreAfter(5_000)[0]).toBeCloseTo(0.0099, 4);
    expect(centreAfter(5_000)[1]).toBeCloseTo(0.495, 3);
  });
});

describe("centredUnit", () => {
  test("takes the centre off first, then scales to length 1", () => {
    const unit = centredUnit(Float32Array.of(4, 4), shipped);
    expect(unit[0]).toBeCloseTo(0.6, 6);
    expect(unit[1]).toBeCloseTo(0.8, 6);
  });

  test("gives zeros for what lies on the centre", () => {
    expect([...centredUnit(shipped, shipped)]).toEqual([0, 0]);
  });
});

describe("cosine", () => {
  test.each([1, 3, 4, 7, 8])("adds up all of %i products", (length) => {
    const ramp = Float32Array.from({ length }, (_, at) => at + 1);
    expect(cosine(ramp, new Float32Array(length).fill(2))).toBe(length * (length + 1));
  });
});
