import type { CatalogueRecord } from "./read-records.ts";
import type { Picture, Product } from "./product.ts";
import { wholeCharacters } from "./whole-characters.ts";

const maxAttributes = 6;
const maxAttributeLength = 28;

/**
 * Reads one product from a record of any shop's export, by the field names that are common there: id, sku or
 * product_id; title or name; description, short_description or body; brand, supplier, vendor or manufacturer;
 * category, department or product_type; price; attributes, or short `attr_*` fields.
 *
 * The price is taken as it is written; whether it is in cents only the whole file can tell.
 *
 * @returns The product, or what it lacks.
 */
export function productFromRecord({ fields }: CatalogueRecord): Product | { readonly lacks: string } {
  const id = text(fields, "id", "sku", "product_id", "productid", "handle");
  if (id === "") return { lacks: "an id (id, sku or product_id)" };
  const title = text(fields, "title", "name", "product_name", "product_title");
  if (title === "") return { lacks: "a title (title or name)" };
  return {
    id,
    title,
    description: withoutTags(
      text(fields, "description", "short_description", "body", "body_html", "long_description"),
    ),
    brand: text(fields, "brand", "supplier", "vendor", "manufacturer", "product_brand"),
    department: broadestCategory(
      text(fields, "department", "category", "product_type", "attr_t_product_type"),
    ),
    type: text(fields, "type"),
    style: text(fields, "style"),
    price: priceOf(fields),
    attributes: attributesOf(fields),
    picture: pictureOf(fields.picture),
  };
}

function text(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value.trim() !== "") return wholeCharacters(value.trim());
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** "Home > Lamps > Table lamps" lists under its first, broadest name. */
function broadestCategory(category: string): string {
  return wholeCharacters(category.split(/\s*[>|/]\s*/)[0].slice(0, 40));
}

function withoutTags(html: string): string {
  return html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function priceOf(fields: CatalogueRecord["fields"]): number | null {
  const cents = centsOf(fields);
  if (cents !== null) return cents / 100;
  return numberFrom(fields.price ?? fields.sale_price ?? fields.list_price ?? fields.product_price);
}

/** The price in cents, where the record itself names it so; null for any other. */
export function centsOf(fields: CatalogueRecord["fields"]): number | null {
  return numberFrom(fields.price_cents ?? fields.price_in_cents ?? fields.price_minor);
}

/** Reads 12.9, "12.90", "€ 12,90", "12,90 kr.", "1,299.00", "1,299.000" and "1.299,00"; anything else and negatives are null. */
export function numberFrom(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== "string") return null;
  // The dot of "kr." or "Rs." belongs to the word.
  let digits = value.replace(/\p{L}\./gu, "").replace(/[^\d.,-]/g, "");
  const decimalAt = Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  // The last mark separates decimals unless exactly three digits follow, as in "1,299", and no other kind of mark went before.
  if (decimalAt >= 0) {
    const marks = digits.match(/[.,]/g)!;
    const isThousands =
      digits.length - decimalAt === 4 &&
      (marks.length === 1 ? marks[0] === "," : marks.every((mark) => mark === marks[0]));
    const whole = digits.slice(0, decimalAt).replace(/[.,]/g, "");
    digits = whole + (isThousands ? "" : ".") + digits.slice(decimalAt + 1);
  }
  const price = digits === "" ? Number.NaN : Number(digits);
  return Number.isFinite(price) && price >= 0 ? price : null;
}

function attributesOf(fields: Readonly<Record<string, unknown>>): string[] {
  const found: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value !== "string") return;
    const fact = value.trim();
    if (fact === "" || fact.length > maxAttributeLength || found.length >= maxAttributes) return;
    if (!found.some((known) => known.toLowerCase() === fact.toLowerCase())) found.push(fact);
  };
  if (Array.isArray(fields.attributes)) fields.attributes.forEach(add);
  else if (typeof fields.attributes === "string") fields.attributes.split(/[|;]/).forEach(add);
  for (const [name, value] of Object.entries(fields)) {
    if (!name.startsWith("attr_")) continue;
    if (value === true) add(name.replace(/^attr_(b_)?/, "").replaceAll("_", " "));
    else add(value);
  }
  return found;
}

function pictureOf(value: unknown): Picture | null {
  if (typeof value !== "object" || value === null) return null;
  const { shape, body, trim } = value as Record<string, unknown>;
  if (typeof shape !== "string" || typeof body !== "string" || typeof trim !== "string") return null;
  return { shape, body, trim };
}
