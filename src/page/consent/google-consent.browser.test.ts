import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { watchedPlatforms } from "./watched-platforms.test-helper.ts";

const GRANTED = { functionality_storage: "granted", personalization_storage: "granted" };
const DENIED = { functionality_storage: "denied", personalization_storage: "denied" };

describe("watchPlatforms, of Google", () => {
  const page = watchedPlatforms();

  test("is read from the commands that are there already and from those to come", () => {
    page.platforms.gtag("js", new Date());
    page.platforms.gtag("consent", "default", { ...DENIED, wait_for_update: 500 });
    page.watch("consent-mode");
    expect(page.told).toEqual([]); // a default is nobody's no
    page.platforms.gtag("consent", "update", GRANTED);
    page.platforms.gtag("consent", "update", { personalization_storage: "denied" });
    expect(page.told).toEqual([true, false]);
  });

  test("may come late, and the page's own push still gets everything", () => {
    page.watch("consent-mode");
    const pushed: unknown[] = [];
    const layer: unknown[] = [];
    layer.push = (...entries) => pushed.push(...entries);
    Object.assign(window, { dataLayer: layer });
    vi.advanceTimersByTime(250);
    // Tag Manager wraps `push` when it comes.
    const ours = layer.push.bind(layer);
    layer.push = (...entries) => ours(...entries);
    page.platforms.gtag("consent", "update", GRANTED);
    expect(page.told).toEqual([true]);
    expect(pushed).toHaveLength(1);
    page.stop();
    page.platforms.gtag("consent", "update", DENIED);
    expect(pushed).toHaveLength(2);
    expect(page.told).toEqual([true]);
  });

  test("gives push back as it was when it is stopped", () => {
    page.platforms.gtag("js", new Date());
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    page.watch("consent-mode");
    expect(dataLayer.push).not.toBe(Array.prototype.push);
    page.stop();
    expect(dataLayer.push).toBe(Array.prototype.push);
    expect(Object.hasOwn(dataLayer, "push")).toBe(false);
  });

  test("is heard on an array that took the place of another", () => {
    page.platforms.gtag("js", new Date());
    page.watch("consent-mode");
    Object.assign(window, { dataLayer: [] });
    page.platforms.gtag("consent", "update", GRANTED);
    vi.advanceTimersByTime(250);
    expect(page.told).toEqual([true]);
  });

  test("waits for the update that a granting default announces, but not for ever", () => {
    page.platforms.gtag("consent", "default", { ...GRANTED, wait_for_update: 500 });
    page.watch("consent-mode");
    vi.advanceTimersByTime(499);
    expect(page.told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(page.told).toEqual([true]);
  });

  test("never breaks a push", () => {
    Object.assign(window, { dataLayer: Object.freeze([1]) });
    page.watch("consent-mode");
    Object.assign(window, { dataLayer: [] });
    vi.advanceTimersByTime(250);
    const { dataLayer } = window as unknown as { dataLayer: unknown[] };
    fc.assert(
      fc.property(fc.array(fc.anything()), (entries) => {
        const before = dataLayer.length;
        expect(dataLayer.push(...entries)).toBe(before + entries.length);
      }),
      { numRuns: 500 },
    );
    expect(page.told).toEqual([]);
  });
});
