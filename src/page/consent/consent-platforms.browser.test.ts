import { describe, expect, test, vi } from "vitest";
import { tcDataOf } from "./consent-platforms.test-helper.ts";
import { switchOff, switchOn } from "./visitor-switch.ts";
import { watchedPlatforms } from "./watched-platforms.test-helper.ts";

const GRANTED = { functionality_storage: "granted", personalization_storage: "granted" };
const DENIED = { functionality_storage: "denied", personalization_storage: "denied" };

describe("watchPlatforms", () => {
  const page = watchedPlatforms();

  describe("all that are found", () => {
    test("say nothing where there are none", () => {
      page.watch("auto");
      vi.advanceTimersByTime(60_000);
      expect(page.told).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("must all grant", () => {
      page.platforms.tcf(tcDataOf(true));
      page.platforms.gtag("consent", "default", DENIED);
      page.watch("auto");
      expect(page.told).toEqual([]);
      page.platforms.gtag("consent", "update", GRANTED);
      expect(page.told).toEqual([true]);
      page.platforms.tcf(tcDataOf(false));
      expect(page.told).toEqual([true, false]);
    });

    test("are not outvoted by commands about advertising only", () => {
      page.platforms.tcf(tcDataOf(true));
      page.platforms.gtag("consent", "default", { ad_storage: "denied" });
      page.watch("auto");
      expect(page.told).toEqual([true]);
    });

    test("wait for a shop's platform that is still on its way", () => {
      page.platforms.tcf(tcDataOf(true));
      page.platforms.shopify({ loadFeatures: () => undefined });
      page.watch("auto");
      vi.advanceTimersByTime(20_000);
      expect(page.told).toEqual([]);
    });

    test("wait until the document has been read", () => {
      const readyState = vi.spyOn(document, "readyState", "get").mockReturnValue("loading");
      page.platforms.tcf(tcDataOf(true));
      page.watch("auto");
      expect(page.told).toEqual([]);
      readyState.mockReturnValue("interactive");
      document.dispatchEvent(new Event("DOMContentLoaded"));
      expect(page.told).toEqual([true]);
    });

    test("count from their first answer when they come later: no hesitation erases, a no does", () => {
      page.platforms.tcf(tcDataOf(true));
      page.watch("auto");
      page.platforms.gtag("consent", "default", DENIED);
      vi.advanceTimersByTime(1_000);
      expect(page.told).toEqual([true]);
      page.platforms.gtag("consent", "update", DENIED);
      expect(page.told).toEqual([true, false]);
    });

    test("yield to Global Privacy Control until the visitor asks by hand, which grants nothing by itself", () => {
      page.platforms.privacyControl();
      page.watch("auto");
      expect(page.told).toEqual([false]);
      switchOn();
      expect(page.told).toEqual([false]);
      page.platforms.tcf(tcDataOf(true));
      vi.advanceTimersByTime(250);
      expect(page.told).toEqual([false, true]);
      switchOff(); // that is the switch's own business: what was learned stays
      expect(page.told).toEqual([false, true]);
      switchOn();
      expect(page.told).toEqual([false, true]);
    });
  });

  test("leaves on-device ranking to a platform that was named, whatever Global Privacy Control says", () => {
    page.platforms.privacyControl();
    page.platforms.tcf(tcDataOf(true));
    page.watch("tcf");
    expect(page.told).toEqual([true]);
  });

  test("asks again when the page comes back from the browser's cache", () => {
    page.platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: () => true } });
    page.watch("shopify");
    page.platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: () => false } });
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    expect(page.told).toEqual([true]);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(page.told).toEqual([true, false]);
  });

  test("tells the author of a source that there is not, and grants nothing", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    page.platforms.tcf(tcDataOf(true));
    page.watch("yes");
    expect(page.told).toEqual([]);
    expect(warn.mock.calls[0][0]).toContain('consent="yes"');
  });
});
