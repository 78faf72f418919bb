import { afterEach, describe, expect, test } from "vitest";
import { orderApplier } from "./apply/order-applier.ts";
import { listCards, type ListCards } from "./list-cards.ts";

let list: HTMLElement;
afterEach(() => list.remove());

const card = (id: string): HTMLElement => {
  const element = document.createElement("li");
  element.dataset["id"] = id;
  element.textContent = `Card ${id}`;
  element.dataset["title"] = `Card ${id}`;
  return element;
};

function board(ids: string, apply: "move" | "event" = "move"): ListCards {
  list = document.createElement("ul");
  list.append(...ids.split("").map(card));
  document.body.append(list);
  return again(apply);
}
function again(apply: "move" | "event" = "move"): ListCards {
  const cards = listCards({
    list,
    itemSelector: "li",
    applier: orderApplier(list, apply, { onProblem: () => undefined }),
    onProblem: () => undefined,
  });
  cards.read();
  return cards;
}
const put = (ids: string): void => {
  const known = new Map([...list.children].map((child) => [(child as HTMLElement).dataset["id"], child]));
  list.replaceChildren(...ids.split("").map((id) => known.get(id) ?? card(id)));
};
const onScreen = ({ cards }: ListCards): string => cards.map(({ candidate }) => candidate.id).join("");
const shopOrder = (cards: ListCards): string =>
  onScreen(cards)
    .split("")
    .toSorted((a, b) => cards.shopIndexOf(a) - cards.shopIndexOf(b))
    .join("");

describe("listCards", () => {
  test("knows the shop's order after cards were moved", () => {
    const cards = board("abcd");
    expect(cards.show([2, 0, 3, 1])).toBe(true);
    expect(onScreen(cards)).toBe("cadb");
    expect(cards.read()).toBe(false);
    expect([onScreen(cards), shopOrder(cards)]).toEqual(["cadb", "abcd"]);
  });

  test("sees no change in what it has moved itself, and one in what the page adds, removes or sorts", () => {
    const cards = board("abcd");
    cards.show([3, 2, 1, 0]);
    expect(cards.hasChanged()).toBe(false);
    put("dcbae");
    expect(cards.hasChanged()).toBe(true);
    cards.read();
    expect(cards.hasChanged()).toBe(false);
    put("cbae");
    expect(cards.hasChanged()).toBe(true);
  });

  test("takes more cards, and fewer, for the same view, with the new ones after those of before", () => {
    const cards = board("abc");
    cards.show([2, 1, 0]);
    put("cbade");
    expect(cards.read()).toBe(false);
    expect(shopOrder(cards)).toBe("abcde");
    put("cde");
    expect(cards.read()).toBe(false);
    expect(shopOrder(cards)).toBe("cde");
  });

  test("takes other cards, and another order, for a new view, whose order is the shop's", () => {
    const cards = board("abc");
    cards.show([2, 1, 0]);
    put("xyz");
    expect(cards.read()).toBe(true);
    expect(shopOrder(cards)).toBe("xyz");
    put("yxz");
    expect(cards.read()).toBe(true);
    expect(shopOrder(cards)).toBe("yxz");
  });

  test("takes the order that it asked for, shown by the page itself with other nodes, for the same view", () => {
    const cards = board("abc", "event");
    cards.show([2, 0, 1]);
    list.replaceChildren(..."cab".split("").map(card));
    expect(cards.hasChanged()).toBe(true);
    expect(cards.read()).toBe(false);
    expect(shopOrder(cards)).toBe("abc");
  });

  test("reads in slices what it reads at once, also where cards come, go and are moved meanwhile", async () => {
    const cards = board("abcd");
    expect(await cards.readInSlices()).toBe(false);
    expect([onScreen(cards), shopOrder(cards)]).toEqual(["abcd", "abcd"]);

    list.prepend(card("z"));
    const reading = cards.readInSlices();
    put("zdcbae"); // by the page: another order, and so another view
    expect(await reading).toBe(true);
    expect([onScreen(cards), shopOrder(cards), cards.hasChanged()]).toEqual(["zdcbae", "zdcbae", false]);
  });

  test("keeps the shop's order that is put back while it reads", async () => {
    const cards = board("abcdefgh");
    cards.show([7, 6, 5, 4, 3, 2, 1, 0]);
    const reading = cards.readInSlices();
    cards.show([7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await reading).toBe(false);
    expect([onScreen(cards), shopOrder(cards)]).toEqual(["abcdefgh", "abcdefgh"]);
  });

  test("keeps the shop's order for a tag that starts again on a list that was moved", () => {
    board("abc").show([2, 1, 0]);
    const second = again();
    expect([onScreen(second), shopOrder(second)]).toEqual(["cba", "abc"]);
  });
});
