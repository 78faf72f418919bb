const ADJECTIVES = ["Plain", "Folding", "Round", "Tall", "Low", "Small", "Large", "Narrow", "Wide", "Light"];
const MATERIALS = ["oak", "linen", "steel", "wool", "rattan", "glass", "cork", "walnut", "brass", "paper"];
const THINGS = [
  "dining chair",
  "armchair",
  "desk lamp",
  "floor lamp",
  "table",
  "bench",
  "stool",
  "shelf",
  "rug",
  "curtain",
  "lantern",
  "basket",
  "vase",
  "mirror",
  "cushion",
  "tray",
  "box",
  "hook",
  "screen",
  "clock",
  "bowl",
  "jug",
  "candle holder",
  "coat stand",
  "footrest",
];

/** One item of the shop. */
export interface SoakItem {
  readonly id: string;
  readonly title: string;
  readonly brand: string;
  readonly price: number;
}

/** More names than are kept of any kind. */
const BRANDS = 300;

/** 2,500 items: more texts than the worker keeps at hand. Those of one thing follow each other. */
export function soakItems(): SoakItem[] {
  return THINGS.flatMap((thing) =>
    MATERIALS.flatMap((material) => ADJECTIVES.map((adjective) => `${adjective} ${material} ${thing}`)),
  ).map((title, at) => ({
    id: `item-${at}`,
    title,
    brand: `Brand ${at % BRANDS}`,
    price: 10 + ((at * 37) % 490),
  }));
}

const FIRST_CARDS = 24;

/** The one page of the shop. @param sync More attributes of the tag. */
export function soakPage(backend: "wasm" | "webgpu", sync: string): string {
  const cards = soakItems()
    .slice(0, FIRST_CARDS)
    .map(
      ({ id, title, brand, price }) =>
        `<li class="card" data-id="${id}" data-brand="${brand}" data-price="${price}"><a href="#"><h2>${title}</h2></a></li>`,
    );
  return `<!doctype html><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
    <style>.results { display: grid; grid-template-columns: repeat(6, 1fr); list-style: none } .card { height: 120px }</style>
    <main><ul class="results" id="results">${cards.join("")}</ul></main>
    <script type="module" src="/personal-rank.js" data-model="/models/shelf-tiny/" data-list=".results" data-item=".card"
      data-backend="${backend}" data-consent="granted" ${sync}></script>`;
}
