/** What shop systems call the visitor's words in the address of a search page. */
const PARAMETERS = [
  "q",
  "query",
  "s",
  "search",
  "search_query",
  "searchterm",
  "keyword",
  "keywords",
  "kw",
  "text",
  "term",
  "w",
];
const MAX_CHARACTERS = 200;

/**
 * What the visitor asked for, as far as the address or the page's search box says; "" if it does not.
 *
 * @param url Absolute address of the page.
 */
export function pageQuery(root: Document, url: string): string {
  for (const [name, value] of new URL(url).searchParams)
    if (PARAMETERS.includes(name.toLowerCase()) && value.trim() !== "") return tidy(value);
  // A box that the server filled, not one that the visitor is typing in.
  const box = root.querySelector("[role=search] input[value], input[type=search][value]");
  return tidy(box?.getAttribute("value") ?? "");
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, MAX_CHARACTERS);
}
