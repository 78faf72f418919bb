import type { BrowserContext } from "playwright";
import type { InPage } from "./in-page.ts";

const COOKIE = "evaluation-now";

/**
 * Sets what pages take for the time of day, to the millisecond, so that a look is as long in every run; timers and measurements go on
 * by the real clock.
 */
export interface SetDate {
  set(call: InPage, nowMs: number): Promise<void>;
}

/** Playwright's own clock also takes over `performance`, which is what measures here. */
export async function setDate(context: BrowserContext, url: string): Promise<SetDate> {
  await context.addInitScript((cookie) => {
    const RealDate = Date;
    const found = new RegExp(`(?:^|; )${cookie}=(\\d+)`).exec(document.cookie);
    let nowMs = found === null ? RealDate.now() : Number(found[1]);
    class PageDate extends RealDate {
      constructor(...given: readonly unknown[]) {
        if (given.length === 0) super(nowMs);
        else super(...(given as [number]));
      }
      static override now(): number {
        return nowMs;
      }
    }
    Object.assign(globalThis, {
      Date: PageDate,
      setDateNow: (ms: number) => {
        nowMs = ms;
      },
    });
  }, COOKIE);
  return {
    set: async (call, nowMs) => {
      await context.addCookies([{ name: COOKIE, value: String(nowMs), url }]);
      await call((now) => (globalThis as { setDateNow?: (nowMs: number) => void }).setDateNow?.(now), nowMs);
    },
  };
}
