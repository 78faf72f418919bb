import { expect, test } from "vitest";
import { shopPriorAt } from "../../ranking/position-model.ts";
import { globalHead } from "./global-head.ts";
import { inShop } from "./in-shop.ts";

test("adds to each score what its place in the shop's order says, in whatever order the list comes", () => {
  const task = {
    items: [7, 8, 9],
    features: new Float32Array(3),
    baseScores: Float64Array.of(1, 2, 3),
    profile: { tfidf: new Float64Array(3), embedding: new Float64Array(3) },
    popularity: Float64Array.of(0.1, 0.9, 0.5),
  };
  const scores = inShop(globalHead).scores(null, task);
  expect([...scores]).toEqual([1 + shopPriorAt(2), 2 + shopPriorAt(0), 3 + shopPriorAt(1)]);
  expect([...task.baseScores]).toEqual([1, 2, 3]);
});
