const MAX_CHARACTERS = 600;

/** Text of the page as one trimmed line of at most 600 characters; undefined if nothing is left. */
export function capText(text: string | null | undefined): string | undefined {
  const trimmed = text
    ?.slice(0, MAX_CHARACTERS * 4)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_CHARACTERS);
  return trimmed === "" ? undefined : trimmed;
}

/** Letters only where no word ends with them: "iron 1" is no price in lei. */
const CURRENCY =
  "[$€£¥₹₽₩₺₴₫฿₪₦₱]|(?<![\\p{L}])(?:usd|eur|gbp|chf|jpy|cny|aud|cad|nzd|sek|nok|dkk|pln|czk|huf|ron|try|inr|brl|kr|zł|kč|ft|lei|лв|руб)(?![\\p{L}])\\.?";
const AMOUNT = "\\d[\\d.,'\\s]{0,14}";
/** An amount with its currency, a currency alone (its amount stands in the next element), or a bare "12.50" or "129,-". */
const PRICE = new RegExp(
  `(?:${CURRENCY})\\s*${AMOUNT}|${AMOUNT}(?:${CURRENCY})|^(?:${CURRENCY})$|^\\d[\\d.,']*[.,](?:\\d\\d|[-–])$`,
  "iu",
);
const MAX_PRICE_CHARACTERS = 60;

/** Text with the prices in it taken out; null if there are none. */
export function withoutPrice(text: string): string | null {
  const start = text.slice(0, MAX_PRICE_CHARACTERS);
  return PRICE.test(start) ? start.replace(PRICE, "") : null;
}

/**
 * Reads a price as pages write it: 12.5, "12.50", "€ 1.299,00", "1,299.00 USD", "12,50 €".
 * The last separator followed by one or two digits is the decimal one.
 *
 * @returns At least 0; undefined if there is no number in it.
 */
export function parsePrice(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string") return undefined;
  const digits = value.match(/\d[\d.,\u00a0\u202f ']*/)?.[0].replace(/[^\d.,]/g, "");
  if (digits === undefined) return undefined;
  const decimal = digits.match(/[.,](\d{1,2})$/);
  const whole = (decimal ? digits.slice(0, -decimal[0].length) : digits).replace(/[.,]/g, "");
  const price = Number(`${whole}.${decimal?.[1] ?? "0"}`);
  return Number.isFinite(price) ? price : undefined;
}
