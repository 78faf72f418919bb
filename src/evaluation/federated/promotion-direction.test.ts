import { expect, test } from "vitest";
import { canarySet } from "../../federation/canary.test-helper.ts";
import { replayCanary } from "../../federation/gate-checks/replay-canary.ts";
import { promotionDirection } from "./promotion-direction.ts";

const { pages, ...rest } = canarySet({
  seed: 2,
  pages: 200,
  items: 10,
  catalogue: 40,
  taste: [1, 0, 0.5, 0, 0, 0],
});
const head = Float32Array.of(0.8, 0, 0.4, 0, 0, 0);

test("is of length 1, and lifts the item more than any of many other directions", () => {
  const direction = promotionDirection(pages, "item-7", { head, strength: 0.5 });
  expect(Math.hypot(...direction)).toBeCloseTo(1, 6);
  const exposureBy = (towards: ArrayLike<number>): number =>
    replayCanary(
      { ...rest, pages },
      head.map((weight, at) => weight + 0.5 * towards[at]),
    ).items.get("item-7")!;
  const lifted = exposureBy(direction);
  expect(lifted).toBeGreaterThan(1.3 * exposureBy(new Float64Array(6)));
  for (let at = 0; at < 6; at++) {
    for (const sign of [-1, 1]) {
      const axis = Float64Array.from({ length: 6 }, (_, other) => (other === at ? sign : 0));
      expect(lifted).toBeGreaterThanOrEqual(exposureBy(axis));
    }
  }
});

test("is nowhere for an item that no list has", () => {
  expect([...promotionDirection(pages, "nothing", { head, strength: 0.5 })]).toEqual([0, 0, 0, 0, 0, 0]);
});
