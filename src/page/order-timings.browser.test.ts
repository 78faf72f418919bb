import { afterEach, describe, expect, test, vi } from "vitest";
import { orderTimings } from "./order-timings.ts";

const ORDER = { rankingId: "r1", cards: 24 };

describe("orderTimings", () => {
  afterEach(() => void vi.restoreAllMocks());

  function setUp() {
    const clock = { ms: 100 };
    vi.spyOn(performance, "now").mockImplementation(() => clock.ms);
    return { clock, timings: orderTimings() };
  }

  test("splits the time of an order into stages that add up to it, over all attempts", () => {
    const { clock, timings } = setUp();
    const watch = timings.watch(40);
    for (let attempt = 0; attempt < 2; attempt++) {
      clock.ms += 2;
      watch.lap("readMs");
      clock.ms += 30;
      watch.lap("answerMs");
      clock.ms += 5;
      watch.lap("frameworkMs");
    }
    clock.ms += 1;
    watch.done(ORDER);
    expect(timings.all).toMatchObject([
      { ...ORDER, readMs: 4, answerMs: 60, frameworkMs: 10, moveMs: 1, totalMs: 75, lessonMs: 135 },
    ]);
    expect(Math.abs(timings.all[0].atMs - Date.now())).toBeLessThan(1_000);
    expect(timings.all[0].pageHeapBytes).toBeGreaterThan(100_000); // the tests run in Chromium
  });

  test("notes no lesson where none led to the order, and keeps the newest 200", () => {
    const { timings } = setUp();
    for (let order = 0; order < 201; order++) timings.watch(null).done({ ...ORDER, cards: order });
    expect(timings.all).toHaveLength(200);
    expect(timings.all[0]).toMatchObject({ cards: 1, lessonMs: null });
  });

  test("leaves out what was on its way while the page was kept for the way back", () => {
    const { clock, timings } = setUp();
    const [before, lesson] = [timings.watch(null), timings.watch(90)];
    clock.ms += 10;
    dispatchEvent(new Event("pagehide"));
    clock.ms += 60_000;
    before.done(ORDER);
    lesson.done(ORDER);
    const lessonAcross = timings.watch(105);
    lessonAcross.done(ORDER);
    expect(timings.all).toEqual([]);
    timings.watch(null).done(ORDER);
    expect(timings.all).toHaveLength(1);
  });
});
