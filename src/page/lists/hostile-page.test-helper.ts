import type { Random } from "../../base/random.ts";
import {
  TAGS,
  WORDS,
  TEXTS,
  LINKS,
  HIDING,
  ATTRIBUTES,
  JSONS,
  TYPES,
  FIELDS,
} from "./hostile-words.test-helper.ts";

/** What a page is made of and how large it may get. */
interface Maker {
  readonly page: Document;
  readonly random: Random;
  left: number;
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)];
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));

/**
 * A page that nobody would write and anybody may meet: wrong types, wrong nesting, names that hide the DOM's own, odd characters,
 * and now and then megabytes of it.
 */
export function hostilePage(random: Random): Document {
  const page = document.implementation.createHTMLDocument("");
  const maker: Maker = { page, random, left: 30 + upTo(random, 250) };
  const { body } = page;
  for (let count = 1 + upTo(random, 4); count > 0; count--) body.append(tree(maker, 0));
  if (random() < 0.7) body.append(cards(maker, 2 + upTo(random, 12)));
  if (random() < 0.5) body.append(script(page, badJson(random)));
  if (random() < 0.3) hide(maker);
  if (random() < 0.006) giant(maker);
  return page;
}

function tree(maker: Maker, depth: number): Node {
  const { page, random } = maker;
  if (random() < 0.3 || maker.left-- <= 0) {
    return random() < 0.1
      ? page.createComment(pick(random, TEXTS))
      : page.createTextNode(pick(random, TEXTS));
  }
  const element = make(maker, pick(random, TAGS));
  const holder = random() < 0.06 ? shadow(element) : element;
  if (depth < 14) for (let count = upTo(random, 4); count > 0; count--) holder.append(tree(maker, depth + 1));
  return element;
}

function make({ page, random }: Maker, tag: string): Element {
  const element =
    tag === "svg" || tag === "math" ? page.createElementNS(`urn:${tag}`, tag) : page.createElement(tag);
  for (let count = upTo(random, 4); count > 0; count--) {
    const name = pick(random, ATTRIBUTES);
    element.setAttribute(
      name,
      name === "href" ? pick(random, LINKS) : pick(random, [WORDS, TEXTS, JSONS, HIDING][upTo(random, 3)]),
    );
  }
  if (random() < 0.5) element.setAttribute("class", [pick(random, WORDS), pick(random, WORDS)].join(" "));
  if (tag === "a") element.setAttribute("href", pick(random, LINKS));
  return element;
}

function shadow(element: Element): Element | ShadowRoot {
  try {
    return element.attachShadow({ mode: "open" });
  } catch {
    return element; // not every element can have one
  }
}

/** Nearly what a shop has, with a few mistakes in it. */
function cards(maker: Maker, count: number): Element {
  const { page, random } = maker;
  const list = make(maker, pick(random, ["ul", "div", "table", "x-list", "form", "section"]));
  const tag = pick(random, ["li", "div", "tr", "my-card", "a", "form"]);
  const isTidy = random() < 0.6;
  if (isTidy) for (const name of list.getAttributeNames()) list.removeAttribute(name);
  for (let at = 0; at < count; at++) {
    const card = isTidy ? page.createElement(tag) : make(maker, tag);
    if (isTidy) card.setAttribute("class", random() < 0.95 ? "card" : pick(random, WORDS));
    const link = page.createElement("a");
    link.setAttribute("href", random() < 0.9 ? `/p/${at}` : pick(random, LINKS));
    link.append(random() < 0.9 ? `Thing ${at}` : pick(random, TEXTS), page.createElement("img"));
    const price = page.createElement("span");
    price.append(random() < 0.9 ? `€${at}.00` : pick(random, TEXTS));
    (random() < 0.1 ? shadow(card) : card).append(link, price);
    if (random() < 0.1) card.append(tree(maker, 10));
    list.append(card);
  }
  return list;
}

function hide({ page, random }: Maker): void {
  const forms = [...page.getElementsByTagName("form")];
  const form = forms.length > 0 ? pick(random, forms) : page.createElement("form");
  for (let count = 1 + upTo(random, 6); count > 0; count--) {
    const field = page.createElement(pick(random, ["input", "button", "select", "img"]));
    field.setAttribute(pick(random, ["name", "id"]), pick(random, HIDING));
    Node.prototype.appendChild.call(form, field);
  }
  const image = page.createElement("img");
  image.setAttribute("name", pick(random, HIDING));
  const { body } = page;
  Node.prototype.appendChild.call(body, form);
  Node.prototype.appendChild.call(body, image);
}

function script(page: Document, text: string): Element {
  const block = page.createElement("script");
  block.setAttribute("type", "application/ld+json");
  block.append(text);
  return block;
}

function badJson(random: Random): string {
  const text =
    JSON.stringify(value(random, 0), (key, given: unknown) =>
      key === "" && given === undefined ? null : given,
    ) ?? "";
  return random() < 0.15
    ? text.slice(0, upTo(random, text.length))
    : text.replaceAll('"_proto"', '"__proto__"');
}

function value(random: Random, depth: number): unknown {
  const kind = depth > 6 ? upTo(random, 2) : upTo(random, 5);
  if (kind === 0) return pick(random, TEXTS);
  if (kind === 1) return pick(random, [0, -1, 1e308, 5, null, true, "12,50", "PT1H2M", "2024-13-45", "x"]);
  if (kind === 2) return pick(random, LINKS);
  if (kind === 3) return Array.from({ length: upTo(random, 5) }, () => value(random, depth + 1));
  const fields: [string, unknown][] = [["@type", pick(random, TYPES)]];
  for (let count = upTo(random, 6); count > 0; count--) {
    const name = pick(random, FIELDS);
    fields.push([name === "__proto__" ? "_proto" : name, value(random, depth + 1)]);
  }
  return Object.fromEntries(fields);
}

/** One thing of a size that no page has. */
function giant(maker: Maker): void {
  const { page, random } = maker;
  const body = page.querySelector("body");
  const add = (node: Node): void =>
    void (body === null ? undefined : Node.prototype.appendChild.call(body, node));
  const block = page.createElement("div");
  switch (upTo(random, 8)) {
    case 0: {
      add(cards(maker, 3_000));
      return;
    }
    case 1: {
      let at: Element = block;
      for (let depth = 0; depth < 5_000; depth++)
        at = at.appendChild(page.createElement(depth % 3 === 0 ? "li" : "div"));
      at.append(cards(maker, 8));
      break;
    }
    case 2: {
      let at: Element = block;
      for (let depth = 0; depth < 40; depth++) {
        const inner = page.createElement("my-card");
        shadow(at).append(inner);
        at = inner;
      }
      at.append(cards(maker, 8));
      break;
    }
    case 3: {
      const products = Array.from({ length: 20_000 }, (_, at) => ({
        "@type": "Product",
        sku: at,
        url: `/p/${at}`,
        name: `n${at}`,
      }));
      add(script(page, JSON.stringify(products)));
      return;
    }
    case 4: {
      add(script(page, `${"[".repeat(100_000)}${"]".repeat(100_000)}`));
      return;
    }
    case 5: {
      block.append("€1 ".repeat(1_000_000));
      block.setAttribute("class", Array.from({ length: 20_000 }, (_, at) => `c${at}`).join(" "));
      break;
    }
    case 6: {
      for (let count = 0; count < 30_000; count++)
        block.append(page.createTextNode(pick(random, ["a", "$5", " "])));
      break;
    }
    case 7: {
      const card = page.createElement("li");
      for (let count = 0; count < 3_000; count++)
        card.append(make(maker, pick(random, ["p", "a", "h3", "span"])));
      block.append(card, cards(maker, 6));
      break;
    }
    default: {
      for (let count = 0; count < 2_000; count++) block.append(cards({ ...maker, left: 0 }, 3));
    }
  }
  add(block);
}
