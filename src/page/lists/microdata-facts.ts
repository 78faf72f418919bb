import { allIn, firstIn, type Scopes } from "./card-scopes.ts";
import { attributeOf, firstOf, parentOf, textOf } from "./own-dom.ts";
import { capText, parsePrice } from "./page-text.ts";
import { type Facts, ratingOf, withoutMissing } from "./structured-facts.ts";

/**
 * What the microdata inside a card says, and the item's id there.
 *
 * @see https://html.spec.whatwg.org/multipage/microdata.html#values
 */
export function microdataFacts(scopes: Scopes): { readonly id: string | undefined; readonly facts: Facts } {
  if (firstIn(scopes, "[itemprop]") === null) return { id: undefined, facts: {} };
  const read = (property: string): string | undefined => valueOf(scopes, property);
  const rating = ratingOf(read("ratingValue"), read("bestRating"));
  return {
    id: read("sku") ?? read("productID"),
    facts: withoutMissing<Facts>({
      title: read("name") ?? read("headline"),
      description: read("description"),
      brand: read("brand"),
      seller: read("seller") ?? read("author"),
      category: read("category"),
      price: parsePrice(read("price") ?? read("lowPrice")),
      facts: rating === undefined ? undefined : { rating },
    }),
  };
}

function valueOf(scopes: Scopes, property: string): string | undefined {
  const element = allIn(scopes, `[itemprop~="${property}"]`).find(
    (found) => property !== "name" || !isOfPart(found, scopes[0]),
  );
  if (element === undefined) return undefined;
  // A brand or a seller is often an item of its own, with the name inside.
  const holder = firstOf(element, '[itemprop~="name"]') ?? element;
  return capText(attributeOf(holder, "content") ?? attributeOf(holder, "value") ?? textOf(holder));
}

/** The name of a brand or an author is not the name of the item. */
function isOfPart(name: Element, card: Node): boolean {
  for (let at = parentOf(name); at !== null && at !== card; at = parentOf(at))
    if (
      /\b(?:brand|author|seller|manufacturer|offers|review|publisher|image)\b/.test(
        attributeOf(at, "itemprop") ?? "",
      )
    )
      return true;
  return false;
}
