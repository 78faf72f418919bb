import { expect, test } from "vitest";
import { axis } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import { historyPart } from "./history-part.ts";

test("is the static score by the global head's weight of it, and nothing of other features", () => {
  const { start } = featureRange("history");
  const features = new Float32Array(2 * FEATURE_COUNT).fill(5);
  features[start] = 0.5;
  features[FEATURE_COUNT + start] = -2;
  expect([...historyPart(features, axis(start, 3))]).toEqual([1.5, -6]);
  expect([...historyPart(features, axis(start - 1, 3))]).toEqual([0, -0]);
  expect(historyPart(new Float32Array(0), axis(start, 3))).toHaveLength(0);
});
