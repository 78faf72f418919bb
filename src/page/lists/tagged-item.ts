import { capText, parsePrice } from "./page-text.ts";
import { type Facts, withoutMissing } from "./structured-facts.ts";
import { isElement, walkerOf } from "./own-dom.ts";

/** A card carries its item near its root; what lies deeper belongs to a part of it. */
const MAX_ELEMENTS = 16;
const MAX_CHARACTERS = 5_000;

/**
 * The item that a card names to a tag manager: JSON in a `data-*` attribute, with the fields of GA4's items (`item_id`,
 * `item_name`) or the older ones (`id`, `name`).
 *
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events#view_item_list
 */
export function taggedItem(card: Element): { readonly id: string; readonly facts: Facts } | null {
  const walker = walkerOf(card, NodeFilter.SHOW_ELEMENT);
  let node: Node | null = card;
  for (let left = MAX_ELEMENTS; left > 0 && node !== null; left--, node = walker.nextNode()) {
    if (!isElement(node)) continue;
    for (const name of Element.prototype.getAttributeNames.call(node)) {
      const text = name.startsWith("data-") ? Element.prototype.getAttribute.call(node, name) : null;
      const item =
        text?.startsWith("{") && text.length <= MAX_CHARACTERS && /"(?:item_)?id"/.test(text)
          ? itemOf(text)
          : null;
      if (item !== null) return item;
    }
  }
  return null;
}

function itemOf(text: string): { readonly id: string; readonly facts: Facts } | null {
  try {
    const given = JSON.parse(text) as Record<string, unknown> | null; // it starts with a brace
    const listed =
      given?.["items"] ?? (given?.["ecommerce"] as Record<string, unknown> | undefined)?.["items"];
    const fields = Array.isArray(listed) ? (listed[0] as Record<string, unknown> | null) : given;
    const read = (name: string): string | undefined => {
      const value = fields?.[`item_${name}`] ?? fields?.[name];
      return typeof value === "string" || typeof value === "number" ? capText(String(value)) : undefined;
    };
    const [id, title] = [read("id"), read("name")];
    // Settings of a script have ids too; an item has a name.
    if (id === undefined || title === undefined) return null;
    return {
      id,
      facts: withoutMissing<Facts>({
        title,
        brand: read("brand"),
        category: read("category"),
        price: parsePrice(read("price")),
      }),
    };
  } catch {
    return null; // something else that starts with a brace
  }
}
