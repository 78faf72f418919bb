import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { observeCartForms } from "./cart-forms.ts";
import { cardOf } from "./kind-feedback.test-helper.ts";

const here = location.pathname + location.search;
let told: string[] = [];
let stop = (): void => undefined;

beforeEach(() => {
  told = [];
  // A form of the test page leads nowhere, as in a shop whose cart opens on the page.
  document.addEventListener("submit", prevent);
  document.addEventListener("click", prevent);
});
afterEach(() => {
  stop();
  document.removeEventListener("submit", prevent);
  document.removeEventListener("click", prevent);
  document.body.replaceChildren();
  Reflect.deleteProperty(window, "jQuery");
});

function prevent(event: Event): void {
  const isSent = event.type === "submit" || (event.target as Element).closest("a") !== null;
  if (isSent) event.preventDefault();
}

function observe(): void {
  stop = observeCartForms(
    (source) => ({
      chosen: () => told.push("chosen"),
      shown: () => told.push("shown"),
      acted: (action, itemIds) => told.push(`${source} ${action} ${itemIds.join()}`),
    }),
    cardOf,
  );
}

/** Presses `#hit`, which sends its form or stands for itself. */
function press(html: string): string[] {
  document.body.innerHTML = html;
  observe();
  document.querySelector<HTMLElement>("#hit")!.click();
  return told;
}

/** On a page of its own, an item also goes by the address of the page. */
const onItsPage = (...ids: string[]): string[] => [`cart-forms cart ${[...ids, here].join()}`];

describe("observeCartForms", () => {
  test.each([
    [
      "Shopify",
      `<form action="/cart/add"><input type="hidden" name="id" value="922"><input type="hidden" name="product-id" value="811"><button id="hit"></button></form>`,
      ["811", "922"],
    ],
    [
      "Shopify in another language",
      `<form action="/fr/cart/add.js"><select name="id"><option value="922"></select><button id="hit"></button></form>`,
      ["922"],
    ],
    [
      "Magento",
      `<form action="https://shop.test/checkout/cart/add/uenc/aHR0/product/12/"><input name="product" value="12"><button id="hit"></button></form>`,
      ["12"],
    ],
    [
      "WooCommerce",
      `<form class="cart" action="/product/cap/"><button id="hit" name="add-to-cart" value="34"></button></form>`,
      ["34"],
    ],
    [
      "WooCommerce with variants",
      `<form class="variations_form cart"><input name="add-to-cart" value="34"><input name="product_id" value="34"><input name="variation_id" value="35"><button id="hit"></button></form>`,
      ["34"],
    ],
    [
      "BigCommerce",
      `<form action="/cart.php" data-cart-item-add><input name="action" value="add"><input name="product_id" value="77"><button id="hit"></button></form>`,
      ["77"],
    ],
    [
      "Shopware",
      `<form action="/checkout/line-item/add"><input name="lineItems[0af3][id]" value="0af3"><button id="hit"></button></form>`,
      ["0af3"],
    ],
    [
      "OpenCart",
      `<form action="index.php?route=checkout/cart.add&language=en-gb"><input name="product_id" value="40"><button id="hit"></button></form>`,
      ["40"],
    ],
  ])("reads the product page of %s", (_, html, ids) => {
    expect(press(`<h1>Cap</h1>${html}`)).toEqual(onItsPage(...ids));
  });

  test.each([
    [
      "WooCommerce's Ajax button",
      `<a id="hit" href="?add-to-cart=34" class="button add_to_cart_button ajax_add_to_cart" data-product_id="34" data-product_sku="CAP">Add</a>`,
      ["34", "CAP"],
    ],
    ["WooCommerce's plain link", `<a id="hit" href="/shop/?add-to-cart=34">Add</a>`, ["34"]],
    ["BigCommerce's link", `<a id="hit" href="/cart.php?action=add&product_id=77">Add</a>`, ["77"]],
    [
      "Magento's form",
      `<form data-role="tocart-form" data-product-sku="CAP-1" action="/checkout/cart/add/product/12/"><input name="product" value="12"><button id="hit"></button></form>`,
      ["CAP-1", "12"],
    ],
    [
      "PrestaShop's button",
      `<form action="/cart"><button id="hit" data-button-action="add-to-cart" type="button"></button></form>`,
      [],
    ],
  ])(
    "reads %s beside an item of a list that is not ranked, with the address that its heading leads to",
    (_, html, ids) => {
      expect(press(`<h1>Caps</h1><ul><li><h3><a href="/cap">Cap</a></h3>${html}</li></ul>`)).toEqual([
        `cart-forms cart ${[...ids, "/cap"].join()}`,
      ]);
    },
  );

  test("in a card of a list it is that card's item, whatever the form calls it", () => {
    const form = `<form action="/cart/add"><input name="id" value="922"><button id="hit"></button></form>`;
    expect(press(`<ul><li data-id="cap-1"><h3><a href="/cap">Cap</a></h3>${form}</li></ul>`)).toEqual([
      "cart-forms cart cap-1",
    ]);
  });

  test.each([
    [
      "a search form",
      `<form action="/search"><input name="product_id" value="3"><button id="hit"></button></form>`,
    ],
    [
      "WooCommerce's button that leads to the product",
      `<a id="hit" href="/product/cap/" class="button product_type_variable add_to_cart_button" data-product_id="34">Select options</a>`,
    ],
    [
      "a form of the cart itself",
      `<form action="/cart/change"><input name="id" value="3"><button id="hit"></button></form>`,
    ],
    ["a plain button", `<button id="hit" data-product-id="3">like</button>`],
  ])("takes nothing from %s", (_, html) => {
    expect(press(html)).toEqual([]);
  });

  test("hears WooCommerce's own event through jQuery, and stops", () => {
    const listeners = new Set<(...given: unknown[]) => void>();
    const wrapped = {
      on: (_: string, listener: () => void) => listeners.add(listener),
      off: (_: string, listener: () => void) => listeners.delete(listener),
    };
    Reflect.set(window, "jQuery", () => wrapped);
    document.body.innerHTML = `<h1>Cap</h1><form class="cart"><input name="add-to-cart" value="34"><button id="hit">Add</button></form>`;
    observe();
    const button = document.querySelector("#hit")!;
    for (const given of [[{}, {}, "hash", [button]], [{}, {}, "hash", null], [], [{}, {}, "hash", ["text"]]])
      for (const listener of listeners) listener(...given);
    expect(told).toEqual([`added-to-cart cart 34,${here}`]);
    stop();
    expect(listeners.size).toBe(0);
  });

  test("lets nothing out where a form hides the DOM's own `matches` behind a field of that name", () => {
    const thrown: unknown[] = [];
    const onError = ({ error }: ErrorEvent): void => void thrown.push(error);
    addEventListener("error", onError);
    expect(press(`<form action="/cart/add"><input name="matches"><button id="hit"></button></form>`)).toEqual(
      [],
    );
    removeEventListener("error", onError);
    expect(thrown).toEqual([]);
  });

  test("does without jQuery where another library has its name", () => {
    Reflect.set(window, "jQuery", () => {
      throw new Error("no");
    });
    expect(press(`<h1>Cap</h1><a id="hit" href="?add-to-cart=34">Add</a>`)).toEqual(onItsPage("34"));
  });
});
