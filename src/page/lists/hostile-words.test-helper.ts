/* What pages are made of that nobody would write and anybody may meet. */

const words = (text: string): readonly string[] => text.split(" ");

export const TAGS: readonly string[] = words(
  "div ul li a span p h1 h2 h3 section article table tbody tr td th form input button img select " +
    "option details summary nav header my-card x-list template svg math dl dt figure script style " +
    "time label",
);
export const WORDS: readonly string[] = [
  "product",
  "products",
  "card",
  "grid",
  "cart",
  "price",
  "old-price",
  "title",
  "item",
  "facets",
  "nav",
  "hero",
  "review",
  "sort",
  "constructor",
  "__proto__",
  "hasOwnProperty",
  "toString",
  "prototype",
  "is-new",
  "a".repeat(3_000),
  "ﷺ",
  "😀",
  "\u202e",
  "\u0000",
  "[",
  "]",
  '"',
  "'",
  "\\",
  ":scope",
  "*",
  ">",
  "{}",
  "-1",
  "9x",
  "🛒-item",
];
export const TEXTS: readonly string[] = [
  "Oak chair",
  "€ 129,00",
  "$5",
  "12.50",
  "1.000.000,00 kr",
  "$",
  "129,-",
  "Under $50",
  "4.5 out of 5",
  "98%",
  "Remove",
  "12:31",
  " ",
  "\u0000",
  "\u202eevil\u202c",
  "e\u0301".repeat(200),
  "𝕏".repeat(50),
  "<script>alert(1)</script>",
  "&lt;img src=x onerror=alert(1)&gt;",
  "$".repeat(500),
  "1".repeat(5_000),
  "1,".repeat(2_000),
  "€ ".repeat(800),
  "İıſK",
];
export const LINKS: readonly string[] = [
  "/p/1",
  "/p/2?utm_source=x",
  "#",
  "",
  "javascript:alert(1)",
  "mailto:a@b.c",
  "http://[",
  "//evil.example/x",
  "/%zz%",
  "?a=1&a=2&a[]=3",
  "index.php?route=product/product&product_id=4",
  "/collections/x/products/y?_pos=1",
  "data:text/html,<script>alert(1)</script>",
  "/" + "a/".repeat(900),
  "/\u0000",
  "http://user:pass@host:99999/",
  "../../..",
  "/p/" + "%E2%80%AE".repeat(50),
  "?sort=price",
  "?" + "x=1&".repeat(400),
];
/** What names of form fields and images put in the place of the DOM's own. */
export const HIDING: readonly string[] = words(
  "children childNodes firstChild parentNode parentElement querySelector querySelectorAll " +
    "getAttribute attributes tagName localName nodeName nodeType textContent innerHTML closest " +
    "matches shadowRoot ownerDocument classList className id dataset style body head documentElement " +
    "createElement createTreeWalker URL baseURI location cookie contains hasAttribute isConnected " +
    "nodeValue title href",
);
export const ATTRIBUTES: readonly string[] = words(
  "id class href style role aria-label aria-hidden aria-current aria-sort itemprop itemtype " +
    "itemscope data-id data-product-id data-price data-features data-embedding data-attributes " +
    "data-ga4 data-personal-rank-list data-item-list-id data-title data-rating name value content " +
    "rel alt title aria-labelledby data-new data-sponsored",
);
export const JSONS: readonly string[] = [
  "{",
  "{}",
  "[]",
  "null",
  '{"item_id":"1","item_name":{}}',
  '{"id":1,"name":"x","items":[null]}',
  '{"__proto__":{"x":1},"id":"2","name":"y"}',
  '{"a":1e999}',
  "1,2,3",
  "NaN,1",
  ",".repeat(3_000),
  "9".repeat(400),
];
export const TYPES: readonly unknown[] = [
  "Product",
  "https://schema.org/Product",
  ["Product", 5, null],
  "ItemList",
  "ListItem",
  "VideoObject",
  "Question",
  "NewsArticle",
  "SocialMediaPosting",
  "BreadcrumbList",
  "constructor",
  7,
  null,
  { "@type": "Product" },
  "x".repeat(2_000),
];
export const FIELDS: readonly string[] = words(
  "@type @id url sku productID name headline brand offers price itemListElement item " +
    "aggregateRating ratingValue bestRating author duration datePublished keywords " +
    "additionalProperty mainEntity acceptedAnswer text @graph __proto__ constructor toString " +
    "interactionStatistic description",
);
