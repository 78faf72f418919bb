import { expect, test } from "vitest";
import { firstPurchases } from "./shop-log.ts";

test("firstPurchases keeps each item at its first purchase, oldest first, those of one moment by item", () => {
  const purchases = [
    { item: 4, atMs: 30 },
    { item: 9, atMs: 10 },
    { item: 2, atMs: 10 },
    { item: 9, atMs: 5 },
    { item: 4, atMs: 40 },
  ];
  expect(firstPurchases(purchases)).toEqual([
    { item: 9, atMs: 5 },
    { item: 2, atMs: 10 },
    { item: 4, atMs: 30 },
  ]);
});
