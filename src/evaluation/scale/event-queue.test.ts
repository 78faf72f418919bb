import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventQueue } from "./event-queue.ts";

test("events come in the order of their times, and of one time in the order in which they were added", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), (times) => {
      const queue = createEventQueue<number>();
      times.forEach((time, index) => queue.add(time, index));
      const wanted = times
        .map((atDays, event) => ({ atDays, event }))
        .sort((a, b) => a.atDays - b.atDays || a.event - b.event);
      const taken = times.map(() => queue.take());
      expect(taken).toEqual(wanted);
      expect(queue.take()).toBeNull();
    }),
  );
});

test("what is added while others are taken finds its place", () => {
  const queue = createEventQueue<string>();
  queue.add(2, "b");
  queue.add(1, "a");
  expect(queue.take()?.event).toBe("a");
  queue.add(1.5, "between");
  expect([queue.take()?.event, queue.take()?.event]).toEqual(["between", "b"]);
});
