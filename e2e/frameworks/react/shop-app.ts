import { createElement as h, type ReactElement, useEffect, useState } from "react";
import { byPrice, FIRST_COUNT, SHOP_ITEMS, type ShopItem } from "../shop-items.ts";

export interface ShopAppProps {
  readonly tag: "div" | "ul";
}

/** A list as a React shop has it: keyed cards with state of their own. */
export function ShopApp({ tag }: ShopAppProps): ReactElement {
  const [items, setItems] = useState(() => SHOP_ITEMS.slice(0, FIRST_COUNT));
  const [isFiltered, setIsFiltered] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => document.body.setAttribute("data-is-hydrated", ""), []);
  const tool = (id: string, onClick: () => void): ReactElement => h("button", { id, onClick }, id);
  return h(
    "main",
    null,
    h(
      "p",
      null,
      tool("append", () => setItems((now) => [...now, ...SHOP_ITEMS.slice(FIRST_COUNT)])),
      tool("remove", () => setItems((now) => now.toSpliced(3, 1))),
      tool("sort", () => setItems((now) => now.toSorted(byPrice))),
      tool("filter", () => setIsFiltered((was) => !was)),
      tool("render", () => setVersion((was) => was + 1)),
    ),
    h(
      tag,
      { id: "results" },
      items
        .filter(({ isOffer }) => isOffer || !isFiltered)
        .map((item) => h(Card, { key: item.id, item, version, tag: tag === "ul" ? "li" : "article" })),
    ),
    // After the list: React has rendered it long before it is done with the page.
    Array.from({ length: 20 }, (_, key) => h(Slow, { key })),
  );
}

const SLOW_MS = 5;

function Slow(): ReactElement {
  const endMs = performance.now() + SLOW_MS;
  while (globalThis.document !== undefined && performance.now() < endMs);
  return h("i");
}

interface CardProps {
  readonly item: ShopItem;
  readonly version: number;
  readonly tag: "li" | "article";
}

function Card({ item, version, tag }: CardProps): ReactElement {
  const [count, setCount] = useState(0);
  const [note, setNote] = useState("");
  const [mounted, setMounted] = useState("");
  useEffect(() => setMounted(`${item.id} ${Math.random()}`), [item.id]);
  return h(
    tag,
    {
      className: "card",
      "data-id": item.id,
      "data-brand": item.brand,
      "data-price": item.price,
      "data-version": version,
    },
    h("h3", null, h("a", { href: `#${item.id}` }, item.title)),
    h("p", null, "€ ", item.price),
    h("button", { className: "count", onClick: () => setCount((was) => was + 1) }, count),
    h("input", { className: "note", value: note, onChange: ({ target }) => setNote(target.value) }),
    h("output", null, mounted),
  );
}
