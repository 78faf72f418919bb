import { type CardOf, itemIdsOf } from "./page-item.ts";
import { pathOf } from "../lists/item-path.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { guarded } from "./listen-to-page.ts";
import { staysOpen } from "./stays-open.ts";

/** Forms that put the item of their page or card into the cart, in the markup of the themes that shop systems ship. */
const FORMS = [
  'form[action*="/cart/add"]', // Shopify; Magento; OpenCart 3
  "form[data-product-sku]", // Magento's cards
  'form.cart:has([name="add-to-cart"])', // WooCommerce's product page
  "form[data-cart-item-add]", // BigCommerce
  'form[action*="line-item/add"]', // Shopware
  'form[action*="cart.add"]', // OpenCart 4
].join();
/** Buttons and links that do the same by themselves. WooCommerce's other loop buttons lead to the product. */
const BUTTONS = [
  ".ajax_add_to_cart[data-product_id]", // WooCommerce
  'a[href*="add-to-cart="]', // WooCommerce without scripts
  'a[href*="cart.php?action=add"]', // BigCommerce
  '[data-button-action="add-to-cart"]', // PrestaShop
].join();

const OWN_IDS = ["data-product-id", "data-product_id", "data-product-sku", "data-product_sku"];
const PARAMETERS = ["add-to-cart", "product_id"];
/** The last is a variant's in Shopify, which no list shows: the names of the page and its card make up for it. */
const FIELDS = ["product-id", "product_id", "id_product", "add-to-cart", "product", "id"]
  .map((name) => `[name="${name}"]`)
  .concat('[name^="lineItems["][name$="][id]"]');
/** How long a form that was sent may take to bring the next page, in ms: as for a link. */
const LEAVING_MS = 1_500;

/**
 * Reports what is put into the cart by the forms and buttons of well-known shop systems, whether the page is loaded anew or not.
 *
 * In a card of a list the item is that card's; elsewhere it goes by every name that form and page give it, of which a list has
 * shown one at most.
 *
 * @param source Makes the sink of one source: WooCommerce tells of the same a second time, once the server has answered.
 * @returns Stops listening.
 */
export function observeCartForms(source: (name: string) => FeedbackSink, cardOf: CardOf): () => void {
  const sink = source("cart-forms");
  const fromServer = source("added-to-cart");
  const onSubmit = guarded((event: Event): void => {
    const form = event.composedPath()[0];
    if (form instanceof HTMLFormElement && form.matches(FORMS))
      sink.acted("cart", idsBehind(form, cardOf), isSentWithin(event));
  });
  const onClick = guarded((event: Event): void => {
    const target = event.composedPath()[0];
    const button = target instanceof Element ? target.closest(BUTTONS) : null;
    if (button !== null) sink.acted("cart", idsBehind(button, cardOf), staysOpen(event));
  });
  /** An event of jQuery's own, which no listener of the document hears. */
  const onAdded = guarded((_event: unknown, _fragments: unknown, _hash: unknown, button: unknown): void => {
    const element: unknown = (button as ArrayLike<unknown> | null | undefined)?.[0];
    if (element instanceof Element)
      fromServer.acted("cart", idsBehind(element.closest(FORMS) ?? element, cardOf));
  });
  const body = wooCommerceEvents();
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("click", onClick, { capture: true });
  body?.on("added_to_cart", onAdded);
  return () => {
    document.removeEventListener("submit", onSubmit, { capture: true });
    document.removeEventListener("click", onClick, { capture: true });
    body?.off("added_to_cart", onAdded);
  };
}

/** All names of the item that a form, a button or any other element of the page is about. */
export function idsBehind(control: Element, cardOf: CardOf): readonly string[] {
  const card = cardOf(control);
  if (card !== null) return [card.id];
  const href = control.getAttribute("href");
  const parameters = href === null ? null : new URLSearchParams(href.split("?")[1]);
  const own = [
    ...OWN_IDS.map((name) => control.getAttribute(name)),
    ...PARAMETERS.map((name) => parameters?.get(name)),
    ...FIELDS.map((field) => control.querySelector<HTMLInputElement>(field)?.value),
  ];
  const elsewhere = pathOfOther(control);
  const around = elsewhere === undefined ? itemIdsOf(control, cardOf, "shop") : [elsewhere];
  return [...new Set([...own, ...around])].filter((id) => typeof id === "string" && id !== "") as string[];
}

/** Where the heading above leads that the control stands under, if that is another page: it is then that item's, not this page's. */
function pathOfOther(control: Element): string | undefined {
  for (let at: Element | null = control; at !== null; at = at.parentElement) {
    const heading = at.querySelector("h1, h2, h3, h4, h5, h6");
    if (heading === null) continue;
    const link = heading.closest("a[href]") ?? heading.querySelector("a[href]");
    const path = pathOf(link?.getAttribute("href"));
    return path === pathOf(location.href) ? undefined : path;
  }
  return undefined;
}

async function isSentWithin(event: Event): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  if (!event.defaultPrevented) await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
}

interface Listenable {
  on(type: string, listener: (...given: unknown[]) => void): unknown;
  off(type: string, listener: (...given: unknown[]) => void): unknown;
}

function wooCommerceEvents(): Listenable | null {
  try {
    const jQuery: unknown = Reflect.get(window, "jQuery");
    const wrapped: unknown = typeof jQuery === "function" ? jQuery(document.body) : null;
    const { on, off } = (wrapped ?? {}) as Partial<Record<string, unknown>>;
    return typeof on === "function" && typeof off === "function" ? (wrapped as Listenable) : null;
  } catch {
    return null; // another library of that name
  }
}
