import { cardsOf, shopPage } from "./fault-browser.ts";

/** A page that does something to us, and what it must come to. */
export interface HostileHost {
  readonly name: string;
  readonly html: string;
  /** Requests that an ad blocker ends; a regular expression over their paths. */
  readonly blocked?: RegExp;
  /** Whether the list can still be ranked; null where both are right. */
  readonly isRanked: boolean | null;
  /** Cards at the end; unset where the page's own doings decide. */
  readonly cards?: number;
}

const script = (code: string): string => `<script>${code}</script>`;
const withScript = (code: string): string => shopPage("", { before: script(code) });
/** The page's own doings begin when its cards are there. */
const onLoad = (code: string): string =>
  withScript(
    `addEventListener("DOMContentLoaded", () => { const list = document.querySelector("#results"); ${code} });`,
  );
const many = (count: number): string =>
  cardsOf(
    Array.from(
      { length: count },
      (_, at) => `${["Oak", "Steel", "Linen", "Brass"][at % 4]} thing number ${at % 40}`,
    ),
  );

/** What pages, other libraries and extensions do. */
export const HOSTILE_HOSTS: readonly HostileHost[] = [
  { name: "5,000 cards", html: shopPage("", { cards: many(5_000) }), isRanked: true, cards: 5_000 },
  {
    name: "cards that change 60 times a second",
    html: onLoad(
      `let at = 0; const change = () => { list.children[at++ % 12].querySelector("h2").textContent = "Chair " + at; requestAnimationFrame(change); }; change();`,
    ),
    isRanked: null,
    cards: 12,
  },
  {
    name: "cards that come and go 60 times a second",
    html: onLoad(
      `let held = null; const change = () => { if (held) { list.append(held); held = null; } else { held = list.lastElementChild; held.remove(); } requestAnimationFrame(change); }; change();`,
    ),
    isRanked: null,
  },
  {
    name: "a card removed every 20 ms until six are left",
    html: onLoad(
      `const timer = setInterval(() => { if (list.children.length > 6) list.children[3].remove(); else clearInterval(timer); }, 20);`,
    ),
    isRanked: true,
    cards: 6,
  },
  {
    name: "the list replaced every 100 ms",
    html: onLoad(`setInterval(() => { list.innerHTML = list.innerHTML; }, 100);`),
    isRanked: null,
    cards: 12,
  },
  {
    name: "the list taken away for good",
    html: onLoad(`setTimeout(() => list.remove(), 300);`),
    isRanked: null,
    cards: 0,
  },
  {
    name: "another library that sorts the cards back whenever they move",
    html: onLoad(
      `const first = [...list.children]; let left = 300; new MutationObserver(() => { if (left-- > 0 && first.some((card, at) => card !== list.children[at])) list.append(...first); }).observe(list, { childList: true });`,
    ),
    isRanked: null,
    cards: 12,
  },
  {
    name: "Array and Object prototypes with enumerable additions",
    html: withScript(
      `Array.prototype.last = function () { return this[this.length - 1]; }; Object.prototype.extra = "everywhere"; String.prototype.extra = 1;`,
    ),
    isRanked: null,
    cards: 12,
  },
  {
    name: "Array's methods as an old library had them",
    html: withScript(
      `const filter = Array.prototype.filter; Array.prototype.filter = function (...given) { return filter.apply(this, given); }; Array.from = (it, map) => { const made = []; for (const one of it.length === undefined ? it : { *[Symbol.iterator]() { for (let at = 0; at < it.length; at++) yield it[at]; } }) made.push(map ? map(one, made.length) : one); return made; }; Array.prototype.toJSON = function () { return "[" + this.join() + "]"; };`,
    ),
    isRanked: null,
    cards: 12,
  },
  {
    name: "JSON that throws",
    html: withScript(`JSON.parse = JSON.stringify = () => { throw new Error("replaced"); };`),
    isRanked: null,
    cards: 12,
  },
  {
    name: "JSON that gives nothing",
    html: withScript(`window.JSON = { parse: () => undefined, stringify: () => undefined };`),
    isRanked: null,
    cards: 12,
  },
  {
    name: "fetch that throws",
    html: withScript(`window.fetch = () => { throw new Error("replaced"); };`),
    isRanked: true,
    cards: 12,
  },
  {
    name: "fetch that never answers, XMLHttpRequest gone",
    html: withScript(`window.fetch = () => new Promise(() => {}); delete window.XMLHttpRequest;`),
    isRanked: true,
    cards: 12,
  },
  {
    name: "Promise, setTimeout and requestAnimationFrame wrapped by a zone",
    html: withScript(
      `const later = setTimeout, frame = requestAnimationFrame; window.setTimeout = (what, ms, ...rest) => later(() => what(...rest), ms); window.requestAnimationFrame = (what) => frame((at) => what(at)); class ZonePromise extends Promise {} window.Promise = ZonePromise;`,
    ),
    isRanked: true,
    cards: 12,
  },
  {
    name: "another library with our elements' names",
    html: withScript(
      `for (const name of ["personal-rank", "rank-inspector", "personal-rank-switch"]) customElements.define(name, class extends HTMLElement {});`,
    ),
    isRanked: true,
    cards: 12,
  },
  {
    name: "window.personalRank taken",
    html: withScript(
      `Object.defineProperty(window, "personalRank", { value: { ranking: null }, writable: false });`,
    ),
    isRanked: null,
    cards: 12,
  },
  {
    name: "an ad blocker that ends the page script",
    html: shopPage(),
    blocked: /\/personal-rank\.js$/,
    isRanked: false,
    cards: 12,
  },
  {
    name: "an ad blocker that ends the session's script",
    html: shopPage(),
    blocked: /session\.js$/,
    isRanked: false,
    cards: 12,
  },
  {
    name: "an ad blocker that ends the worker",
    html: shopPage(),
    blocked: /worker\.js$/,
    isRanked: false,
    cards: 12,
  },
  {
    name: "an ad blocker that ends the model",
    html: shopPage(),
    blocked: /\/models\//,
    isRanked: false,
    cards: 12,
  },
  {
    name: "an extension that takes storage and Worker away",
    html: withScript(
      `delete window.Worker; for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });`,
    ),
    isRanked: false,
    cards: 12,
  },
  {
    name: "observers that are gone",
    html: withScript(
      `delete window.IntersectionObserver; delete window.PerformanceObserver; window.crypto.randomUUID = undefined; window.structuredClone = undefined;`,
    ),
    isRanked: null,
    cards: 12,
  },
];
