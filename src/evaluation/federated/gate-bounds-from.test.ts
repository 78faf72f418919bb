import { expect, test } from "vitest";
import { DEFAULT_GATE_BOUNDS } from "../../federation/release-gate.ts";
import { gateBoundsFrom } from "./gate-bounds-from.ts";

test("changes the bounds that are named, and no others", () => {
  expect(gateBoundsFrom("")).toEqual(DEFAULT_GATE_BOUNDS);
  expect(gateBoundsFrom("exposureMoved=.03, itemExposure=1.25")).toEqual({
    ...DEFAULT_GATE_BOUNDS,
    exposureMoved: 0.03,
    itemExposure: 1.25,
  });
});

test.each(["exposure=1", "itemExposure", "itemExposure=", "itemExposure=much", "toString=1"])(
  "refuses %s",
  (text) => {
    expect(() => gateBoundsFrom(text)).toThrow(`of updateNorm, updateDirection, ndcgLoss, exposureMoved`);
  },
);
