import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakePlatforms, tcDataOf } from "./consent-platforms.test-helper.ts";
import { watchPlatforms } from "./consent-platforms.ts";
import { isHeldByPrivacyControl, switchOff, switchOn, watchSwitch } from "./visitor-switch.ts";

const GRANTED = { functionality_storage: "granted", personalization_storage: "granted" };
const DENIED = { functionality_storage: "denied", personalization_storage: "denied" };

describe("watchPlatforms", () => {
  let platforms = fakePlatforms();
  let told: boolean[] = [];
  let stop = (): void => undefined;
  const watch = (source: string): void => {
    stop = watchPlatforms(source, (isGranted) => told.push(isGranted), {
      isHeldByPrivacyControl,
      watchSwitch,
    });
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    platforms = fakePlatforms();
    told = [];
  });
  afterEach(() => {
    stop();
    platforms.remove();
    localStorage.clear();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  describe("of the IAB", () => {
    test("grants, is taken back, and is granted again", () => {
      platforms.tcf(tcDataOf(true));
      watch("tcf");
      platforms.tcf(tcDataOf(true, "cmpuishown"));
      platforms.tcf(tcDataOf(false, "useractioncomplete"));
      platforms.tcf(tcDataOf(true, "useractioncomplete"));
      expect(told).toEqual([true, false, true]);
    });

    test("says nothing before the visitor has chosen", () => {
      platforms.tcf(tcDataOf(false, "cmpuishown"));
      watch("tcf");
      expect(told).toEqual([]);
    });

    test("may come as late as ten seconds after the page has loaded, and later than that not", () => {
      watch("tcf");
      vi.advanceTimersByTime(9_600);
      platforms.tcf(tcDataOf(true));
      expect(told).toEqual([]);
      vi.advanceTimersByTime(400);
      expect(told).toEqual([true]);
      stop();
      platforms.remove();

      watch("tcf");
      vi.advanceTimersByTime(10_500);
      platforms.tcf(tcDataOf(true));
      vi.advanceTimersByTime(60_000);
      expect(told).toEqual([true]);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("is looked for no more often than every 250 ms", () => {
      let looks = 0;
      Object.defineProperty(window, "__tcfapi", { configurable: true, get: () => void looks++ });
      watch("tcf");
      vi.advanceTimersByTime(2_000);
      expect(looks).toBe(9); // at once, and eight times
    });

    test("is not listened to any more once stopped", () => {
      platforms.tcf(tcDataOf(true));
      watch("tcf");
      const [late] = platforms.tcfListeners.values();
      stop();
      expect(platforms.tcfListeners.size).toBe(0);
      late(tcDataOf(false), true);
      expect(told).toEqual([true]);
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
        watch("tcf");
        stop();
      }
      expect(told).toEqual([true]);

      Reflect.set(window, "__tcfapi", (...[, , callback]: ((...answer: unknown[]) => void)[]) =>
        callbacks.push(callback),
      );
      watch("tcf");
      told = [];
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
      expect(told).toEqual([]);
    });
  });

  describe("of Google", () => {
    test("is read from the commands that are there already and from those to come", () => {
      platforms.gtag("js", new Date());
      platforms.gtag("consent", "default", { ...DENIED, wait_for_update: 500 });
      watch("consent-mode");
      expect(told).toEqual([]); // a default is nobody's no
      platforms.gtag("consent", "update", GRANTED);
      platforms.gtag("consent", "update", { personalization_storage: "denied" });
      expect(told).toEqual([true, false]);
    });

    test("may come late, and the page's own push still gets everything", () => {
      watch("consent-mode");
      const pushed: unknown[] = [];
      const layer: unknown[] = [];
      layer.push = (...entries) => pushed.push(...entries);
      Object.assign(window, { dataLayer: layer });
      vi.advanceTimersByTime(250);
      // Tag Manager wraps `push` when it comes.
      const ours = layer.push.bind(layer);
      layer.push = (...entries) => ours(...entries);
      platforms.gtag("consent", "update", GRANTED);
      expect(told).toEqual([true]);
      expect(pushed).toHaveLength(1);
      stop();
      platforms.gtag("consent", "update", DENIED);
      expect(pushed).toHaveLength(2);
      expect(told).toEqual([true]);
    });

    test("gives push back as it was when it is stopped", () => {
      platforms.gtag("js", new Date());
      const { dataLayer } = window as unknown as { dataLayer: unknown[] };
      watch("consent-mode");
      expect(dataLayer.push).not.toBe(Array.prototype.push);
      stop();
      expect(dataLayer.push).toBe(Array.prototype.push);
      expect(Object.hasOwn(dataLayer, "push")).toBe(false);
    });

    test("is heard on an array that took the place of another", () => {
      platforms.gtag("js", new Date());
      watch("consent-mode");
      Object.assign(window, { dataLayer: [] });
      platforms.gtag("consent", "update", GRANTED);
      vi.advanceTimersByTime(250);
      expect(told).toEqual([true]);
    });

    test("waits for the update that a granting default announces, but not for ever", () => {
      platforms.gtag("consent", "default", { ...GRANTED, wait_for_update: 500 });
      watch("consent-mode");
      vi.advanceTimersByTime(499);
      expect(told).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(told).toEqual([true]);
    });

    test("never breaks a push", () => {
      Object.assign(window, { dataLayer: Object.freeze([1]) });
      watch("consent-mode");
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
      expect(told).toEqual([]);
    });
  });

  describe("of Shopify", () => {
    const privacy = (isAllowed: boolean, preferences = ""): object => ({
      customerPrivacy: {
        preferencesProcessingAllowed: () => isAllowed,
        currentVisitorConsent: () => ({ marketing: "", analytics: "", preferences, sale_of_data: "" }),
      },
    });
    const collected = (): void => void document.dispatchEvent(new CustomEvent("visitorConsentCollected"));

    test("allows at once where nobody has to be asked", () => {
      platforms.shopify(privacy(true));
      watch("shopify");
      expect(told).toEqual([true]);
    });

    test("tells a visitor who has not answered from one who has said no", () => {
      platforms.shopify(privacy(false));
      watch("shopify");
      expect(told).toEqual([]);
      stop();
      platforms.shopify(privacy(false, "no"));
      watch("shopify");
      expect(told).toEqual([false]);
    });

    test("follows what the banner collects", () => {
      platforms.shopify(privacy(false));
      watch("shopify");
      platforms.shopify(privacy(true, "yes"));
      collected();
      platforms.shopify(privacy(false, "no"));
      collected();
      expect(told).toEqual([true, false]);
    });

    test("is asked to load, once, and may come late", () => {
      const asked: unknown[] = [];
      watch("shopify");
      vi.advanceTimersByTime(3_000);
      platforms.shopify({
        loadFeatures: (features: unknown, done: () => void) => {
          asked.push(features);
          setTimeout(() => {
            platforms.shopify(privacy(true));
            done();
          }, 700);
        },
      });
      vi.advanceTimersByTime(5_000);
      expect(asked).toEqual([[{ name: "consent-tracking-api", version: "0.1" }]]);
      expect(told).toEqual([true]);
    });

    test("throws nothing into the page", () => {
      const fail = (): never => {
        throw new Error("hostile");
      };
      platforms.shopify({ loadFeatures: fail });
      watch("shopify");
      platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: fail } });
      collected();
      vi.advanceTimersByTime(20_000);
      expect(told).toEqual([]);
    });
  });

  describe("all that are found", () => {
    test("say nothing where there are none", () => {
      watch("auto");
      vi.advanceTimersByTime(60_000);
      expect(told).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("must all grant", () => {
      platforms.tcf(tcDataOf(true));
      platforms.gtag("consent", "default", DENIED);
      watch("auto");
      expect(told).toEqual([]);
      platforms.gtag("consent", "update", GRANTED);
      expect(told).toEqual([true]);
      platforms.tcf(tcDataOf(false));
      expect(told).toEqual([true, false]);
    });

    test("are not outvoted by commands about advertising only", () => {
      platforms.tcf(tcDataOf(true));
      platforms.gtag("consent", "default", { ad_storage: "denied" });
      watch("auto");
      expect(told).toEqual([true]);
    });

    test("wait for a shop's platform that is still on its way", () => {
      platforms.tcf(tcDataOf(true));
      platforms.shopify({ loadFeatures: () => undefined });
      watch("auto");
      vi.advanceTimersByTime(20_000);
      expect(told).toEqual([]);
    });

    test("wait until the document has been read", () => {
      const readyState = vi.spyOn(document, "readyState", "get").mockReturnValue("loading");
      platforms.tcf(tcDataOf(true));
      watch("auto");
      expect(told).toEqual([]);
      readyState.mockReturnValue("interactive");
      document.dispatchEvent(new Event("DOMContentLoaded"));
      expect(told).toEqual([true]);
    });

    test("count from their first answer when they come later: no hesitation erases, a no does", () => {
      platforms.tcf(tcDataOf(true));
      watch("auto");
      platforms.gtag("consent", "default", DENIED);
      vi.advanceTimersByTime(1_000);
      expect(told).toEqual([true]);
      platforms.gtag("consent", "update", DENIED);
      expect(told).toEqual([true, false]);
    });

    test("yield to Global Privacy Control until the visitor asks by hand, which grants nothing by itself", () => {
      platforms.privacyControl();
      watch("auto");
      expect(told).toEqual([false]);
      switchOn();
      expect(told).toEqual([false]);
      platforms.tcf(tcDataOf(true));
      vi.advanceTimersByTime(250);
      expect(told).toEqual([false, true]);
      switchOff(); // that is the switch's own business: what was learned stays
      expect(told).toEqual([false, true]);
      switchOn();
      expect(told).toEqual([false, true]);
    });
  });

  test("leaves on-device ranking to a platform that was named, whatever Global Privacy Control says", () => {
    platforms.privacyControl();
    platforms.tcf(tcDataOf(true));
    watch("tcf");
    expect(told).toEqual([true]);
  });

  test("asks again when the page comes back from the browser's cache", () => {
    platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: () => true } });
    watch("shopify");
    platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: () => false } });
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    expect(told).toEqual([true]);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(told).toEqual([true, false]);
  });

  test("tells the author of a source that there is not, and grants nothing", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    platforms.tcf(tcDataOf(true));
    watch("yes");
    expect(told).toEqual([]);
    expect(warn.mock.calls[0][0]).toContain('consent="yes"');
  });
});
