import { baseOf } from "./own-dom.ts";

/** Parameters that say where a visitor came from, not which item this is. */
const TRACKING =
  /^(?:utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|yclid|srsltid|igshid|mc_[ce]id|_(?:pos|sid|ss|psq|fid|v|pf|ga|gl)|pr_\w+|ref_?|referrer|queryid|objectids?|position)$/i;
const MAX_CHARACTERS = 1_000;
/** In shops whose every page is one script, the parameters that name the item; all others say where the link stood. */
const NAMES_ITEM = /product|^route$|^main_page$|^id$|^sku$/i;

/**
 * The path and query of a link to an item, relative or absolute, the same however a visitor gets there: without fragment,
 * tracking parameters, a closing slash, and the collection that Shopify puts before the product.
 *
 * @returns undefined for what leads to no page: a fragment, a script, a mail address; or for an address of over 1,000 characters.
 */
export function pathOf(url: unknown): string | undefined {
  if (typeof url !== "string" || !/^[^#]/.test(url) || url.length > MAX_CHARACTERS) return undefined;
  // Most links of a page are as plain as that already.
  if (/^\/[\w-][\w/.-]*$/.test(url) && !/\/$|\/\.|\/\/|\/collections\//.test(url)) return url;
  try {
    const given = new URL(url, baseOf(document));
    const { protocol, pathname, search } = given;
    if (!protocol.startsWith("http")) return undefined;
    const path = pathname.replace(/\/collections\/[^/]+(?=\/products\/)/, "").replace(/(.)\/+$/, "$1");
    if (search === "") return path;
    const { searchParams } = given;
    const names = [...searchParams.keys()];
    const isItemNamed = names.some((name) => /product\w*id|id_product/i.test(name));
    for (const name of names)
      if (TRACKING.test(name) || (isItemNamed && !NAMES_ITEM.test(name))) searchParams.delete(name);
    return searchParams.size > 0 ? `${path}?${searchParams}` : path;
  } catch {
    return undefined; // not a URL: there is nothing to match by
  }
}
