import { idsBehind } from "./cart-forms.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { MAILBOX_KEY } from "./feedback-storage.ts";
import { guarded } from "./listen-to-page.ts";
import type { CardOf } from "./page-item.ts";

const MAX_LETTERS = 50;
const MAX_ITEMS = 50;
const MAX_CHARACTERS = 600;
const MAX_MAILBOX_CHARACTERS = 100_000;

/** What the shop's custom pixel has left of one event. */
interface Letter {
  readonly action: "cart" | "purchase";
  /** Shopify's id of the event or, of a purchase, of the order. */
  readonly id: string;
  /** All names of all items. */
  readonly itemIds: readonly string[];
}

/**
 * Reports what happens in a Shopify shop:
 *
 * - `shopify:cart:lines-update` on the page, which newer themes dispatch as a product is added
 * - what the custom pixel (examples/shopify/customer-events.js) has left in the mailbox, from the checkout above all: the page
 *   cannot hear a pixel, nor the pixel see the page. Read when a page starts, is shown or hidden, or another tab writes there,
 *   and taken out. What is left while nobody has consented is never read, and goes with {@link eraseFeedback}
 *
 * Views of products are left out: on a later page nobody knows which list they came from.
 *
 * @param isFirst Whether a letter has not been counted yet: the pixel may put back what was just taken out.
 * @returns Stops.
 * @see https://shopify.dev/docs/api/web-pixels-api
 * @see https://shopify.dev/docs/api/storefront-events-and-actions/events/cart-lines-update
 */
export function observeShopify(
  source: (name: string) => FeedbackSink,
  { cardOf, isFirst }: { readonly cardOf: CardOf; readonly isFirst: (id: string) => boolean },
): () => void {
  const pixel = source("shopify-pixel");
  const theme = source("shopify-theme");
  const collect = (): void => {
    for (const { id, action, itemIds } of takeLetters())
      if (isFirst(`shopify ${action} ${id}`)) pixel.acted(action, itemIds);
  };
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === MAILBOX_KEY) collect();
  };
  const onLines = guarded((event: Event): void => {
    const { action, context } = event as Event & { readonly action?: unknown; readonly context?: unknown };
    const target = event.composedPath()[0];
    // Of an app's own call nobody knows where on the page it belongs.
    if (action === "add" && context === "product" && target instanceof Element)
      theme.acted("cart", idsBehind(target, cardOf));
  });
  collect();
  addEventListener("storage", onStorage);
  addEventListener("pageshow", collect);
  document.addEventListener("visibilitychange", collect);
  document.addEventListener("shopify:cart:lines-update", onLines);
  return () => {
    removeEventListener("storage", onStorage);
    removeEventListener("pageshow", collect);
    document.removeEventListener("visibilitychange", collect);
    document.removeEventListener("shopify:cart:lines-update", onLines);
  };
}

function takeLetters(): Letter[] {
  try {
    const text = localStorage.getItem(MAILBOX_KEY);
    if (text === null) return [];
    localStorage.removeItem(MAILBOX_KEY);
    if (text.length > MAX_MAILBOX_CHARACTERS) return [];
    const letters: unknown = JSON.parse(text);
    return Array.isArray(letters)
      ? letters.slice(-MAX_LETTERS).flatMap((letter) => parseLetter(letter) ?? [])
      : [];
  } catch {
    return []; // storage is refused, or another script wrote there
  }
}

function parseLetter(value: unknown): Letter | null {
  const { action, id, items } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (action !== "cart" && action !== "purchase") return null;
  if (!isId(id) || !Array.isArray(items)) return null;
  const itemIds = items.slice(0, MAX_ITEMS).flat().filter(isId);
  return itemIds.length > 0 ? { action, id, itemIds: [...new Set(itemIds)] } : null;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_CHARACTERS;
}
