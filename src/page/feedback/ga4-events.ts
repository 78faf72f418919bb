import { idOf } from "./id-of.ts";
import type { Action } from "../../ranking/interaction.ts";

/** What one entry of a data layer says of the visitor. Ids as the shop wrote them there. */
export interface ShopSign {
  readonly type: "shown" | "chosen" | Action;
  readonly itemIds: readonly string[];
  /** Null if the shop does not say. */
  readonly listId: string | null;
  /** Of a purchase, if the shop gives it one. */
  readonly orderId: string | null;
}

/** As GA4 does: what an event holds beyond that is left out. */
const MAX_ITEMS = 200;

/** GA4's names, and what stood for them in Universal Analytics: the keys of `ecommerce`, and gtag's `select_content`. */
const MEANINGS: Readonly<Record<string, ShopSign["type"]>> = {
  view_item_list: "shown",
  impressions: "shown",
  select_item: "chosen",
  select_content: "chosen",
  click: "chosen",
  view_item: "chosen",
  detail: "chosen",
  add_to_cart: "cart",
  add: "cart",
  add_to_wishlist: "engage",
  purchase: "purchase",
};
const ENHANCED_ECOMMERCE = ["impressions", "click", "detail", "add", "purchase"];

/**
 * Reads one entry of a data layer: `gtag("event", name, { items })`, Tag Manager's `{ event, ecommerce: { items } }` or
 * `{ event, items }`, and the enhanced ecommerce of Universal Analytics. The entry is only read. Never throws.
 *
 * @returns Nothing for whatever is no such event, or has no ids.
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
export function parseDataLayerEntry(entry: unknown): ShopSign[] {
  try {
    return signsOf(recordOf(entry));
  } catch {
    return []; // a getter or a proxy of the page's
  }
}

function signsOf(entry: Fields): ShopSign[] {
  if (entry[0] === "event") return signsOfEvent(entry[1], recordOf(entry[2]));
  const ecommerce = recordOf(entry["ecommerce"]);
  const holder = Array.isArray(ecommerce["items"]) ? ecommerce : entry;
  if (Array.isArray(holder["items"])) return signsOfEvent(entry["event"], holder);
  return ENHANCED_ECOMMERCE.flatMap((name) => {
    const given = ecommerce[name];
    const fields = recordOf(given);
    const { id, list } = recordOf(fields["actionField"]);
    const items = Array.isArray(given) ? given : fields["products"];
    return signsOfEvent(name, { items, transaction_id: id, item_list_id: list });
  });
}

function signsOfEvent(name: unknown, params: Fields): ShopSign[] {
  const meaning = typeof name === "string" && Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  const given: unknown = params["items"];
  if (meaning === undefined || !Array.isArray(given)) return [];
  const items = given
    .slice(0, MAX_ITEMS)
    .map(recordOf)
    .filter((item) => idsOf(item).length > 0);
  if (items.length === 0) return [];
  const listOf = (item: Fields): string | null =>
    idOf(item["item_list_id"] ?? params["item_list_id"]) ??
    idOf(item["item_list_name"] ?? params["item_list_name"] ?? item["list"] ?? item["list_name"]);
  const orderId = meaning === "purchase" ? idOf(params["transaction_id"]) : null;
  const signOf = (some: readonly Fields[], listId: string | null): ShopSign => ({
    type: meaning,
    itemIds: some.flatMap(idsOf),
    listId,
    orderId,
  });
  // Of several none is the one that was chosen: some shops send `view_item` for whole lists.
  if (meaning === "chosen") return items.length === 1 ? [signOf(items, listOf(items[0]))] : [];
  if (meaning !== "shown") return [signOf(items, null)];
  // Shops put items of several lists into one event.
  return Array.from(new Set(items.map(listOf)), (listId) =>
    signOf(inOrder(items.filter((item) => listOf(item) === listId)), listId),
  );
}

/** By their places, if every item tells its own. */
function inOrder(items: readonly Fields[]): readonly Fields[] {
  const placeOf = (item: Fields): number =>
    Number.parseFloat(String(item["index"] ?? item["position"] ?? item["list_position"]));
  const isPlaced = items.every((item) => Number.isFinite(placeOf(item)));
  return isPlaced ? items.toSorted((a, b) => placeOf(a) - placeOf(b)) : items;
}

/** More than one where the id is made of others: Shopify's feed for Google has `shopify_US_product_variant`. */
function idsOf(item: Fields): string[] {
  const id = idOf(item["item_id"]) ?? idOf(item["id"]) ?? idOf(item["sku"]);
  if (id === null) return [];
  const product = /^shopify_[a-z]+_(\d+)_\d+$/i.exec(id)?.[1];
  return product === undefined ? [id] : [id, product];
}

type Fields = Readonly<Record<string | number, unknown>>;

/** Arrays and gtag's `arguments` have fields, too. */
function recordOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
