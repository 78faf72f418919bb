import { allOf, attributeOf, closestTo, doesMatch, firstOf, parentOf, tagOf, textOf } from "./own-dom.ts";

/** Parameters that name a way of sorting; those that only name its direction. */
const SORT_NAME =
  /^(?:.*[[._-])?(?:sort(?:[-_.]?(?:by|order|key|type|option|field|code|criteria|column))?|sorting|sortierung|orderby|order[-_]by|order|list[-_]order|srule|ssort|tri|orden|_sop|disp_order)\]?$/i;
const DIRECTION_NAME =
  /^(?:.*[[._-])?(?:dir|direction|sort[-_]?dir(?:ection)?|order[-_]?dir(?:ection)?|list[-_]dir|sort[-_]?order|asc|desc)\]?$/i;
/** The shop's own order, whatever it is called. */
const OWN_ORDER =
  /^(?:default|none|manual|auto|menu_order|position|score|_score|rank(?:ing)?|ranked|0|p?\.?sort_order)$|relevan|feature|recommend|best[-_ ]?(?:sell|match|result)|top[-_ ]?sell|topseller|most[-_ ]?(?:popular|relevant)|popular|trending|position|our[-_ ]?(?:picks|favou?rites)|sales[._-]|product\.sales|empfohlen|beliebt|pertinen|populari|destacad|vendid|aanbevolen|meest verkocht|in evidenza|polecan|suggest|personal|sort_order/i;
const DIRECTION = /^(?:asc|desc|ascending|descending|up|down|a|d)$/i;
const CONTROL =
  "[class*=sort i], [id*=sort i], [name*=sort i], [name=order], [name*=orderby i], [class*=ordering i], [aria-label*=sort i], [data-role=sorter]";
const SORTS =
  /(?:^|[^a-z])sort(?!able)|Sort(?!able)|(?:^|[^a-z])order(?:[-_]?by|ing)|(?:^|\s)order(?:$|\s)|list[-_]order|srule/;
const CHOSEN =
  "[aria-current]:not([aria-current=false]), [aria-selected=true], [aria-checked=true], [aria-pressed=true], .selected, .active, .current, .is-active, .is-selected, :checked";
const MAX_CONTROLS = 50;
const MAX_LEVELS = 6;

/**
 * The order that a visitor has chosen: by price, name, date, rating, or anything else that is not the shop's own order (relevance,
 * featured, best selling). Where a page shows a chosen order that is neither the first that it offers nor one of these, it counts
 * as the visitor's, even if the address does not tell: shops remember a choice from page to page.
 *
 * @param url Address of the page, relative or absolute.
 * @returns What it is called in the address or on its control; null if the order is the shop's own.
 */
export function visitorSort(root: Document, url: string): string | null {
  try {
    const told = sortOfUrl(url);
    return told === undefined ? sortOfControls(root) : told;
  } catch {
    return null; // not an address
  }
}

/** Whether a click or a change there may be about to sort the page anew. */
export function isSortControl(target: Element): boolean {
  if (isSortLink(closestTo(target, "a[href]"))) return true;
  let canChoose = false;
  let at: Element | null = target;
  for (let level = 0; at !== null && level < MAX_LEVELS; level++, at = parentOf(at)) {
    canChoose ||=
      /^(?:select|option|a|button|input|label|th)$/.test(tagOf(at)) ||
      /^(?:option|radio|menuitem(?:radio)?|combobox|button|tab|columnheader)$/.test(
        attributeOf(at, "role") ?? "",
      ) ||
      tagOf(at).includes("-");
    if (canChoose && isNamedSort(at)) return true;
  }
  return false;
}

function isSortLink(link: Element | null): boolean {
  try {
    return link !== null && sortOfUrl(attributeOf(link, "href") ?? "") !== undefined;
  } catch {
    return false; // no address
  }
}

function isNamedSort(element: Element): boolean {
  return (
    attributeOf(element, "aria-sort") !== null ||
    ["class", "id", "name", "aria-label", "data-role", "data-action"].some((name) =>
      SORTS.test((attributeOf(element, name) ?? "").slice(0, 300)),
    )
  );
}

/** @returns undefined if an address says nothing of the order, null if it asks for the shop's own. */
function sortOfUrl(url: string): string | null | undefined {
  if (!/[?#]/.test(url)) return undefined;
  const { searchParams, hash } = new URL(url, "https://shop.invalid/");
  // Lists that a script fills keep their state behind the fragment.
  const parameters = [...searchParams, ...new URLSearchParams(hash.replace(/^#[/!?]*/, ""))];
  let direction: string | undefined;
  let told: null | undefined;
  for (const [name, value] of parameters) {
    const given = value.trim().slice(0, 200);
    if (given === "" || !(SORT_NAME.test(name) || DIRECTION_NAME.test(name))) continue;
    if (DIRECTION.test(given)) direction ??= given;
    else if (!SORT_NAME.test(name)) continue;
    else if (OWN_ORDER.test(given)) told = null;
    else return given;
  }
  return told === null ? null : direction !== undefined && /^d/i.test(direction) ? direction : told;
}

function sortOfControls(root: Document): string | null {
  for (const control of [...allOf(root, CONTROL)].filter(isNamedSort).slice(0, MAX_CONTROLS)) {
    const chosen = tagOf(control) === "select" ? chosenOption(control) : chosenWithin(control);
    if (chosen !== null) return chosen;
  }
  const column = firstOf(root, "[aria-sort=ascending], [aria-sort=descending]");
  return column === null ? null : nameOf(column);
}

function chosenOption(select: Element): string | null {
  const options = [...allOf(select, "option")];
  const chosen = options.findIndex((option) => (option as HTMLOptionElement).selected); // it is an option
  if (chosen <= 0) return null;
  return chosenName(options[chosen], attributeOf(options[chosen], "value") ?? "");
}

/** Of ways to sort that are links, buttons or radio buttons: the chosen one, unless it is the first. */
function chosenWithin(control: Element): string | null {
  const ways = [
    ...allOf(
      control,
      "a[href], button, input[type=radio], [role=option], [role=menuitemradio], [role=radio], li",
    ),
  ].slice(0, MAX_CONTROLS);
  const chosen = ways.findIndex((way) => doesMatch(way, CHOSEN));
  if (chosen <= 0 || ways.length < 3) return null;
  const way = firstOf(ways[chosen], "a[href]") ?? ways[chosen];
  return chosenName(
    way,
    attributeOf(way, "value") ?? attributeOf(way, "data-value") ?? attributeOf(way, "href") ?? "",
  );
}

function chosenName(way: Element, value: string): string | null {
  const asked = sortOfUrl(value);
  if (asked === null) return null;
  const text = nameOf(way);
  return OWN_ORDER.test(text) || (asked === undefined && OWN_ORDER.test(value))
    ? null
    : (asked ?? (value || text));
}

function nameOf(element: Element): string {
  const label = tagOf(element) === "input" ? (closestTo(element, "label") ?? parentOf(element)) : element;
  return (label === null ? "" : textOf(label)).slice(0, 1_000).trim().slice(0, 100);
}
