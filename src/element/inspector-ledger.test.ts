import { expect, test } from "vitest";
import { budgetOf } from "./inspector-ledger.ts";

const DAY_MS = 86_400_000;
const daily = (count: number): number[] => Array.from({ length: count }, (_, day) => day * DAY_MS);
const rule = { most: 12, days: 90 };

test("an upload counts for 90 days, and not at the end of the last of them", () => {
  expect(budgetOf({ ...rule, atMs: [0] }, 90 * DAY_MS - 1).used).toBe(1);
  expect(budgetOf({ ...rule, atMs: [0] }, 90 * DAY_MS).used).toBe(0);
});

test("with 12 used, the next may go when the oldest of them is 90 days old", () => {
  expect(budgetOf({ ...rule, atMs: daily(11) }, 20 * DAY_MS)).toEqual({ used: 11, nextAtMs: null });
  expect(budgetOf({ ...rule, atMs: daily(12) }, 20 * DAY_MS)).toEqual({ used: 12, nextAtMs: 90 * DAY_MS });
  expect(budgetOf({ ...rule, atMs: daily(13) }, 91 * DAY_MS)).toEqual({ used: 11, nextAtMs: null });
});
