import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import pixelSource from "../../../examples/shopify/customer-events.js?raw";
import { eraseFeedback, MAILBOX_KEY } from "./feedback-storage.ts";
import { cardOf } from "./kind-feedback.test-helper.ts";
import { observeShopify } from "./shopify-events.ts";

let told: string[] = [];
let stop = (): void => undefined;

beforeEach(() => {
  told = [];
  localStorage.clear();
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

function observe(): void {
  const known = new Set<string>();
  stop = observeShopify(
    (source) => ({
      chosen: () => told.push("chosen"),
      shown: () => told.push("shown"),
      acted: (action, itemIds) => told.push(`${source} ${action} ${itemIds.join()}`),
    }),
    { cardOf, isFirst: (id) => known.size < known.add(id).size },
  );
}

interface Pixel {
  readonly publish: (name: string, event: unknown) => Promise<void>;
  readonly collectConsent: (isAllowed: boolean) => void;
}

/** Runs the example in what Shopify gives to a custom pixel. */
function pixel(isAllowed: boolean): Pixel {
  const subscribers = new Map<string, (event: unknown) => unknown>();
  let onConsent: (event: unknown) => void = () => undefined;
  const asStorage = {
    getItem: async (key: string) => localStorage.getItem(key),
    setItem: async (key: string, value: string) => localStorage.setItem(key, value),
    removeItem: async (key: string) => localStorage.removeItem(key),
  };
  const customerPrivacy = (allowed: boolean): object => ({
    preferencesProcessingAllowed: allowed,
    analyticsProcessingAllowed: true,
  });
  const api = {
    customerPrivacy: { subscribe: (_: string, listener: typeof onConsent) => (onConsent = listener) },
  };
  const analytics = {
    subscribe: (name: string, listener: (event: unknown) => unknown) => subscribers.set(name, listener),
  };
  const init = { customerPrivacy: customerPrivacy(isAllowed) };
  // oxlint-disable-next-line no-implied-eval, typescript/no-implied-eval -- the shop pastes this file into Shopify's editor
  new Function("analytics", "browser", "init", "api", pixelSource)(
    analytics,
    { localStorage: asStorage },
    init,
    api,
  );
  return {
    publish: async (name, event) => void (await subscribers.get(name)?.(event)),
    collectConsent: (allowed) => onConsent({ customerPrivacy: customerPrivacy(allowed) }),
  };
}

const variant = (product: string, sku: string | null = null): object => ({
  id: `${product}-v`,
  sku,
  product: { id: product, url: `/products/${product}?variant=1` },
});
const added = (id: string, product: string): object => ({
  id,
  data: { cartLine: { merchandise: variant(product, "SKU") } },
});
const bought = (order: string, ...products: string[]): object => ({
  id: `event of ${order}`,
  data: {
    checkout: { order: { id: order }, lineItems: products.map((product) => ({ variant: variant(product) })) },
  },
});

describe("observeShopify", () => {
  test("finds what the pixel has left by every name, in order, and takes it out", async () => {
    const { publish } = pixel(true);
    await publish("product_added_to_cart", added("e1", "811"));
    await publish("checkout_completed", bought("o1", "811", "812"));
    observe();
    expect(told).toEqual([
      "shopify-pixel cart 811,SKU,/products/811,811-v",
      "shopify-pixel purchase 811,/products/811,811-v,812,/products/812,812-v",
    ]);
    expect(localStorage).toHaveLength(0);
  });

  test("reads again when another tab has written, or the page is shown, and counts each event once", async () => {
    observe();
    const { publish } = pixel(true);
    await publish("checkout_completed", bought("o1", "811"));
    dispatchEvent(new StorageEvent("storage", { key: "other" }));
    expect(told).toEqual([]);
    dispatchEvent(new StorageEvent("storage", { key: MAILBOX_KEY }));
    expect(told).toHaveLength(1);
    await publish("checkout_completed", bought("o1", "811"));
    dispatchEvent(new PageTransitionEvent("pageshow"));
    expect(told).toHaveLength(1);
    await publish("checkout_completed", bought("o2", "811"));
    dispatchEvent(new PageTransitionEvent("pageshow"));
    expect(told).toHaveLength(2);
  });

  test("the pixel leaves nothing without consent, takes out what is left when it is taken back, and keeps at most fifty letters", async () => {
    const { publish, collectConsent } = pixel(false);
    await publish("checkout_completed", bought("o1", "811"));
    expect(localStorage).toHaveLength(0);
    collectConsent(true);
    for (let at = 0; at < 60; at++) await publish("product_added_to_cart", added(`e${at}`, "811"));
    const letters = JSON.parse(localStorage.getItem(MAILBOX_KEY)!) as { id: string }[];
    expect([letters.length, letters[0].id, letters.at(-1)?.id]).toEqual([50, "e10", "e59"]);
    collectConsent(false);
    await publish("checkout_completed", bought("o2", "811"));
    expect(localStorage).toHaveLength(0);
  });

  test("two events of the pixel at once both arrive", async () => {
    const { publish } = pixel(true);
    await Promise.all([
      publish("product_added_to_cart", added("e1", "811")),
      publish("product_added_to_cart", added("e2", "812")),
    ]);
    observe();
    expect(told).toHaveLength(2);
  });

  test("the pixel survives events of any form", async () => {
    const { publish } = pixel(true);
    for (const event of [
      {},
      { data: null },
      { data: { cartLine: { merchandise: null } } },
      { data: { checkout: { lineItems: [null, { variant: null }] } } },
    ])
      for (const name of ["product_added_to_cart", "checkout_completed"]) await publish(name, event);
    expect(localStorage).toHaveLength(0);
  });

  test("takes nothing that is no letter from the mailbox, and never throws", () => {
    const letter = fc.record(
      {
        action: fc.oneof(fc.anything(), fc.constantFrom("cart", "purchase")),
        id: fc.oneof(fc.anything(), fc.string()),
        items: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(letter).map((letters) => JSON.stringify(letters)),
    );
    fc.assert(
      fc.property(text, (given) => {
        localStorage.setItem(MAILBOX_KEY, given);
        told = [];
        observe();
        stop();
        for (const line of told) expect(line).toMatch(/^shopify-pixel (cart|purchase) /);
        expect(localStorage.getItem(MAILBOX_KEY)).toBeNull();
      }),
    );
  });

  test("hears a theme's own event where a product is added, in a card and on its page", () => {
    document.body.innerHTML = `<div data-id="cap-1"><i></i></div><h1>Cap</h1><form><input name="product-id" value="811"></form>`;
    observe();
    const tell = (selector: string, fields: object): void =>
      void document
        .querySelector(selector)!
        .dispatchEvent(Object.assign(new Event("shopify:cart:lines-update", { bubbles: true }), fields));
    tell("i", { action: "add", context: "product" });
    tell("form", { action: "add", context: "product" });
    tell("i", { action: "remove", context: "product" });
    tell("i", { action: "add", context: "standard-action" });
    expect(told).toEqual([
      "shopify-theme cart cap-1",
      `shopify-theme cart 811,${location.pathname}${location.search}`,
    ]);
  });

  test("what nobody has read goes with the rest of what is erased", async () => {
    await pixel(true).publish("checkout_completed", bought("o1", "811"));
    sessionStorage.setItem("personal-rank:signs", "[]");
    eraseFeedback();
    expect([localStorage.length, sessionStorage.getItem("personal-rank:signs")]).toEqual([0, null]);
  });
});
