import type { Kind } from "../kinds.ts";
import { attributeOf, doesMatch, firstOf, parentOf } from "./own-dom.ts";

/**
 * What stands in a part of a page, as far as its names tell: `never` holds no list that may be ordered, `banners` only what
 * structured data knows, `filters` only what has pictures; `items` says that items are listed.
 */
export type Region = "never" | "banners" | "filters" | "items" | null;

const HIDDEN = "[data-personal-rank-ignore], [aria-hidden=true], [aria-modal=true]";
/** Elements that say more of themselves than their names do. */
export const MARKS: string = `[role], ${HIDDEN}`;
const NEVER_TAGS = /^(?:nav|header|footer|dialog|fieldset|label|button|dl|menu)$/;
const NEVER_ROLES =
  /^(?:navigation|menu|menubar|search|banner|contentinfo|dialog|alertdialog|tablist|radiogroup|tree|toolbar|alert|status)$/;
/** The visitor's own choices, whose order is the visitor's too, and the ways through the shop. */
const NEVER =
  /(?:^|-)(?:(?:mini)?(?:cart|basket|bag)|shopping-bag|checkout|wish-?list|compare|comparison|mega-?menu|breadcrumbs?|pagination|pager|cookies?|newsletter|payments?|shipping|swatch(?:es)?|thumbs|thumbnails|recent(?:ly)?-?viewed|orders|order-(?:items|lines|history|details|summary)|line-items|tag-?cloud|localization|language|currency|social|store-switcher)(?:-|$)|(?:^|-)(?:nav|navbar|navigation|menu|header|footer|modal|drawer|popup|offcanvas)$/;
/** Said on a page of another kind they are the list itself. */
const NEVER_IN_SHOP =
  /(?:^|-)(?:reviews?|comments?|testimonials?|faqs?|questions?|blogs?|blog-posts?|pricing|plans?|accordion)(?:-|$)/;
const FILTERS = /(?:^|-)(?:facets?|filters?|refinements?|refine|layered|sort(?:ing|by)?)(?:-|$)/;
const BANNERS =
  /(?:^|-)(?:hero|banners?|slideshow|promos?|gallery|lookbook|variants?|options?|specs?|bundle|bought-together)(?:-|$)/;
const ITEMS =
  /(?:^|-)(?:products?|produkte?|productos|produits|catalog|related|recommend\w*|upsells?|cross-?sells?|best-?sell\w*|results)(?:-|$)/;
/** A name that says how a part looks or behaves, not what it is: `has-cart-drawer`, `facets-vertical`, `menu-closed`. */
const MODIFIER =
  /^(?:has|with|without|no|is|js|not|show|hide|enable|add|in|on|sticky|fixed|transparent|template)-|-(?:open|opened|closed|active|enabled|disabled|visible|hidden|collapsed|expanded|left|right|top|bottom|vertical|horizontal|count|type)$/;
const MAX_CHARACTERS = 300;
const MAX_TOKENS = 24;

/** Reads the names of parts: the same few words, again and again, on one page. */
export interface RegionReader {
  /** The classes and the id of a part, in lower case, with `-` between words. */
  namesOf(element: Element): readonly string[];
  /** @param isMarked Whether it has any of the attributes in {@link MARKS}; most have none. */
  regionOf(
    element: Element,
    of: { readonly tag: string; readonly names: readonly string[]; readonly isMarked: boolean },
  ): Region;
}

/** @param root What is read of the page. */
export function regionReader(root: Node, kind: Kind): RegionReader {
  const splitNames = new Map<string, readonly string[]>();
  const namedRegions = new Map<string, Region>();
  // Whatever it is called, what holds the page's main part is a frame around it.
  const frames = new Set<Node>();
  for (let at = firstOf(root, "main, [role=main]"); at !== null; at = parentOf(at)) frames.add(at);

  const regionOfName = (name: string): Region => {
    const known = namedRegions.get(name);
    if (known !== undefined) return known;
    const region = readName(name, kind);
    namedRegions.set(name, region);
    return region;
  };

  return {
    namesOf: (element) => {
      const given = `${attributeOf(element, "class") ?? ""} ${attributeOf(element, "id") ?? ""}`;
      if (given.length < 3) return [];
      const known = splitNames.get(given);
      if (known !== undefined) return known;
      const names = splitWords(given);
      splitNames.set(given, names);
      return names;
    },
    regionOf: (element, { tag, names, isMarked }) => {
      if (NEVER_TAGS.test(tag) || (tag === "form" && isCartForm(element, names))) return "never";
      const role = isMarked ? attributeOf(element, "role") : null;
      if (role !== null && NEVER_ROLES.test(role)) return "never";
      if (isMarked && doesMatch(element, HIDDEN)) return "never";
      // A page's frame is named for everything in it.
      if (tag === "html" || tag === "body" || tag === "main") return null;
      const regions = (tag.includes("-") ? [...names, tag] : names).map(regionOfName);
      if (regions.includes("never")) return frames.has(element) ? null : "never";
      return (["banners", "filters", "items"] as const).find((region) => regions.includes(region)) ?? null;
    },
  };
}

function splitWords(names: string): readonly string[] {
  return names
    .slice(0, MAX_CHARACTERS)
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/_+|-{2,}/g, "-")
    .split(/\s+/, MAX_TOKENS)
    .filter((name) => name !== "");
}

function readName(name: string, kind: Kind): Region {
  if (MODIFIER.test(name)) return null;
  if (NEVER.test(name) || (kind === "shop" && NEVER_IN_SHOP.test(name))) return "never";
  if (BANNERS.test(name)) return "banners";
  if (FILTERS.test(name)) return "filters";
  return ITEMS.test(name) ? "items" : null;
}

function isCartForm(form: Element, names: readonly string[]): boolean {
  const action = attributeOf(form, "action") ?? "";
  return (
    /cart|basket|checkout|order|warenkorb|panier|wish/i.test(`${action} ${names.join(" ")}`) &&
    !/add/i.test(action)
  );
}
