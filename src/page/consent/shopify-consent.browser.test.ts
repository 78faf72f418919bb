import { describe, expect, test, vi } from "vitest";
import { watchedPlatforms } from "./watched-platforms.test-helper.ts";

describe("watchPlatforms, of Shopify", () => {
  const page = watchedPlatforms();

  const privacy = (isAllowed: boolean, preferences = ""): object => ({
    customerPrivacy: {
      preferencesProcessingAllowed: () => isAllowed,
      currentVisitorConsent: () => ({ marketing: "", analytics: "", preferences, sale_of_data: "" }),
    },
  });
  const collected = (): void => void document.dispatchEvent(new CustomEvent("visitorConsentCollected"));

  test("allows at once where nobody has to be asked", () => {
    page.platforms.shopify(privacy(true));
    page.watch("shopify");
    expect(page.told).toEqual([true]);
  });

  test("tells a visitor who has not answered from one who has said no", () => {
    page.platforms.shopify(privacy(false));
    page.watch("shopify");
    expect(page.told).toEqual([]);
    page.stop();
    page.platforms.shopify(privacy(false, "no"));
    page.watch("shopify");
    expect(page.told).toEqual([false]);
  });

  test("follows what the banner collects", () => {
    page.platforms.shopify(privacy(false));
    page.watch("shopify");
    page.platforms.shopify(privacy(true, "yes"));
    collected();
    page.platforms.shopify(privacy(false, "no"));
    collected();
    expect(page.told).toEqual([true, false]);
  });

  test("is asked to load, once, and may come late", () => {
    const asked: unknown[] = [];
    page.watch("shopify");
    vi.advanceTimersByTime(3_000);
    page.platforms.shopify({
      loadFeatures: (features: unknown, done: () => void) => {
        asked.push(features);
        setTimeout(() => {
          page.platforms.shopify(privacy(true));
          done();
        }, 700);
      },
    });
    vi.advanceTimersByTime(5_000);
    expect(asked).toEqual([[{ name: "consent-tracking-api", version: "0.1" }]]);
    expect(page.told).toEqual([true]);
  });

  test("throws nothing into the page", () => {
    const fail = (): never => {
      throw new Error("hostile");
    };
    page.platforms.shopify({ loadFeatures: fail });
    page.watch("shopify");
    page.platforms.shopify({ customerPrivacy: { preferencesProcessingAllowed: fail } });
    collected();
    vi.advanceTimersByTime(20_000);
    expect(page.told).toEqual([]);
  });
});
