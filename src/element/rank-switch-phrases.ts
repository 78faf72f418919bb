/** What `<personal-rank-switch>` says. Each phrase is an attribute of the element, which replaces it. */
export const PHRASES = {
  label: "Why this order?",
  "label-close": "Close",
  "label-switch": "Personal order",
  "text-missing": "This page has no personal order.",
  "text-waiting":
    "You see the shop’s own order. For an order of your own, this shop needs your permission first. Until then nothing is stored and nothing is learned.",
  "text-privacy-control":
    "Your browser asks sites not to share your data (Global Privacy Control). Nothing would be sent anywhere.",
  "label-consent": "Allow a personal order",
  "text-consent": "Please choose in the shop’s privacy settings.",
  "text-starting": "Your own order is being prepared. Until then you see the shop’s.",
  "text-on":
    "What is listed here is ordered for you, by what you did in this shop. That happens inside your browser, and the record of it stays there.",
  "text-nothing": "Nothing has been learned about you yet. The order changes with what you open.",
  "text-held-out": "This page shows the shop’s own order, to find out whether yours is better for you.",
  "text-no-list": "There is no list on this page. What you do here counts for the next one.",
  "text-off":
    "You see the shop’s own order, and nothing is learned. What was learned before is kept until you erase it.",
  "text-stopped": "Personal orders have stopped on this page. Load it again to go on.",
  "label-learned": "What was learned",
  "label-opened": "Opened",
  "label-cart": "Put into the cart",
  "label-bought": "Bought",
  "label-engaged": "Spent time with",
  "label-finished": "Finished",
  "label-brands": "You seem to like",
  "label-reasons": "What counts most",
  "label-moved": "Places that differ from the shop’s order",
  "text-moved": "{moved} of {all}",
  "reason-text": "what it says",
  "reason-match": "your search",
  "reason-history": "what you chose before",
  "reason-price": "the price",
  "reason-brand": "the brand",
  "reason-attributes": "details",
  "reason-facts": "facts such as rating or seller",
  "reason-media": "how it looks or sounds",
  "label-erase": "Erase what was learned",
  "text-erase": "Erase it for good? The next list starts from the shop’s order.",
  "label-erase-yes": "Erase",
  "label-erase-no": "Keep it",
  "text-erased": "Erased. Nothing is left of what was learned.",
  "text-failed": "That did not work. Please load the page again and try once more.",
} as const;

/** Name of a phrase, which is also the attribute that replaces it. */
export type PhraseName = keyof typeof PHRASES;

// The keys of the table are its names.
export const PHRASE_NAMES = Object.keys(PHRASES) as readonly PhraseName[];

/** Gives a phrase as the page wants it. */
export type Phrase = (name: PhraseName) => string;

/** The phrases of one element: its attributes, else the English ones. */
export function phrasesOf(element: Element): Phrase {
  return (name) => element.getAttribute(name) ?? PHRASES[name];
}
