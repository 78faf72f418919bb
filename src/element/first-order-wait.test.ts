import { expect, test } from "vitest";
import { firstOrderWait } from "./first-order-wait.ts";

test("a list without an order is waited for, until the worker was asked after 12 s and there still is none", () => {
  let nowMs = 1_000;
  const wait = firstOrderWait(() => nowMs);
  wait.asks()(false);
  nowMs += 11_999;
  expect([wait.becomesOverdue(), wait.isInVain]).toEqual([false, false]);
  const early = wait.asks();
  nowMs += 1;
  expect([wait.becomesOverdue(), wait.becomesOverdue()]).toEqual([true, false]); // it is asked once
  early(false); // may have been asked before the order was
  expect(wait.isInVain).toBe(false);
  wait.asks()(false);
  expect(wait.isInVain).toBe(true);
  wait.asks()(true); // the page has put cards there
  expect(wait.isInVain).toBe(false);
});

test("a tag that starts again is waited for again, and an answer to what was asked before says nothing", () => {
  let nowMs = 0;
  const wait = firstOrderWait(() => nowMs);
  nowMs = 12_000;
  expect(wait.becomesOverdue()).toBe(true);
  const before = wait.asks();
  wait.asks()(false);
  wait.restart();
  expect(wait.isInVain).toBe(false);
  before(false);
  expect(wait.isInVain).toBe(false);
  nowMs = 23_999;
  expect(wait.becomesOverdue()).toBe(false);
  nowMs = 24_000;
  expect(wait.becomesOverdue()).toBe(true);
});
