import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { tcDataOf } from "./consent-platforms.test-helper.ts";
import { watchedPlatforms } from "./watched-platforms.test-helper.ts";

describe("watchPlatforms, of the IAB", () => {
  const page = watchedPlatforms();

  test("grants, is taken back, and is granted again", () => {
    page.platforms.tcf(tcDataOf(true));
    page.watch("tcf");
    page.platforms.tcf(tcDataOf(true, "cmpuishown"));
    page.platforms.tcf(tcDataOf(false, "useractioncomplete"));
    page.platforms.tcf(tcDataOf(true, "useractioncomplete"));
    expect(page.told).toEqual([true, false, true]);
  });

  test("says nothing before the visitor has chosen", () => {
    page.platforms.tcf(tcDataOf(false, "cmpuishown"));
    page.watch("tcf");
    expect(page.told).toEqual([]);
  });

  test("may come as late as ten seconds after the page has loaded, and later than that not", () => {
    page.watch("tcf");
    vi.advanceTimersByTime(9_600);
    page.platforms.tcf(tcDataOf(true));
    expect(page.told).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(page.told).toEqual([true]);
    page.stop();
    page.platforms.remove();

    page.watch("tcf");
    vi.advanceTimersByTime(10_500);
    page.platforms.tcf(tcDataOf(true));
    vi.advanceTimersByTime(60_000);
    expect(page.told).toEqual([true]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is looked for no more often than every 250 ms", () => {
    let looks = 0;
    Object.defineProperty(window, "__tcfapi", { configurable: true, get: () => void looks++ });
    page.watch("tcf");
    vi.advanceTimersByTime(2_000);
    expect(looks).toBe(9); // at once, and eight times
  });

  test("is not listened to any more once stopped", () => {
    page.platforms.tcf(tcDataOf(true));
    page.watch("tcf");
    const [late] = page.platforms.tcfListeners.values();
    page.stop();
    expect(page.platforms.tcfListeners.size).toBe(0);
    late(tcDataOf(false), true);
    expect(page.told).toEqual([true]);
  });

  test("throws nothing into the page, whatever it throws, answers twice or never", () => {
    const callbacks: ((...answer: unknown[]) => void)[] = [];
    for (const api of [
      () => {
        throw new Error("hostile");
      },
      (_: string, __: number, callback: (...answer: unknown[]) => void) => {
        callbacks.push(callback);
        callback(tcDataOf(true), true);
        callback(tcDataOf(true), true);
        callback(tcDataOf(false), false); // no success: says nothing
        throw new Error("hostile");
      },
      () => undefined,
    ]) {
      Reflect.set(window, "__tcfapi", api);
      page.watch("tcf");
      page.stop();
    }
    expect(page.told).toEqual([true]);

    Reflect.set(window, "__tcfapi", (...[, , callback]: ((...answer: unknown[]) => void)[]) =>
      callbacks.push(callback),
    );
    page.watch("tcf");
    page.told.length = 0;
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error("hostile");
        },
      },
    );
    const hear = callbacks.at(-1);
    hear(trap, true);
    fc.assert(
      fc.property(fc.array(fc.anything()), (answer) => hear(...answer)),
      { numRuns: 1_000 },
    );
    expect(page.told).toEqual([]);
  });
});
