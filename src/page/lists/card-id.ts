import { attributeIn, firstIn, type Scopes } from "./card-scopes.ts";
import { attributeOf } from "./own-dom.ts";
import { capText } from "./page-text.ts";

/** On the card itself; of these the names with a product in them may also stand on something inside it. */
const OWN = ["data-id", "data-product-id", "data-pid", "data-product-sku", "data-sku", "data-item-id"];
const INSIDE = [
  "data-product-id",
  "data-product_id",
  "data-productid",
  "data-id-product",
  "data-entity-id",
  "data-pid",
  "data-product-sku",
  "data-product_sku",
  "data-sku",
];
const FIELDS = [
  "product_id",
  "product-id",
  "products_id",
  "productId",
  "id_product",
  "add-to-cart",
  "product",
  "sku",
];

const ANY_INSIDE = INSIDE.map((name) => `[${name}]`).join();
const ANY_FIELD = FIELDS.map((name) => `[name="${name}"]`).join();

/**
 * The shop's own id of a card: from its attributes, from microdata, from what is inside it, from the item that tag managers are
 * told of, from its form, and at last from its link.
 *
 * @param other What was read elsewhere; `title` is only given where the title is all that the item is known by.
 */
export function cardId(
  scopes: Scopes,
  other: { readonly [Source in "path" | "microdata" | "tagged" | "title"]: string | undefined },
): string | undefined {
  const [card] = scopes;
  const own = OWN.map((name) => attributeOf(card, name)).find((id) => id);
  return capText(
    own ??
      other.microdata ??
      firstOfThose(INSIDE, ANY_INSIDE, scopes, (name) => attributeIn(scopes, name)) ??
      other.tagged ??
      firstOfThose(FIELDS, ANY_FIELD, scopes, (name) => fieldIn(scopes, name)) ??
      other.path ??
      fieldIn(scopes, "id") ?? // in Shopify that of a variant
      other.title,
  );
}

/** @param any Matches what any of the names would be found on: most cards have none of them. */
function firstOfThose(
  names: readonly string[],
  any: string,
  scopes: Scopes,
  read: (name: string) => string | undefined,
): string | undefined {
  if (firstIn(scopes, any) === null) return undefined;
  for (const name of names) {
    const id = read(name);
    if (id !== undefined) return id;
  }
  return undefined;
}

function fieldIn(scopes: Scopes, name: string): string | undefined {
  const field = firstIn(scopes, `input[name="${name}"][value], button[name="${name}"][value]`);
  return (field === null ? null : attributeOf(field, "value")) || undefined;
}
