import { expect } from "@playwright/test";
import { test } from "./engine-fixtures.ts";
import type { EngineShop } from "./engine-shop.ts";

/** A page whose cards stand in another order than the shop's, and will go back to it when that click is forgotten. */
async function openPersonalOrder(shop: EngineShop): Promise<void> {
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[5]);
  await shop.search("chair");
  await shop.generation(1);
  await shop.search("chair");
}

test("the Tab key goes through the cards in the order in which they stand on screen; a card that moves keeps the focus and what was typed in it, and the page does not scroll", async ({
  shop,
}) => {
  await openPersonalOrder(shop);
  const { items } = await shop.ranking();
  expect(items.some(({ shopIndex, position }) => shopIndex !== position - 1)).toBe(true);
  const visual = await shop.visitor.evaluate(() => {
    const places = [...document.querySelectorAll<HTMLElement>("#results > .card")].map((card) => {
      const { top, left } = card.getBoundingClientRect();
      return { id: card.dataset["id"] ?? "", top: Math.round(top), left };
    });
    return places.toSorted((a, b) => a.top - b.top || a.left - b.left).map(({ id }) => id);
  });
  await shop.visitor.evaluate(() =>
    document.querySelector<HTMLElement>("#results > .card a, #results > .card button")!.focus(),
  );
  const reached: string[] = [];
  for (let press = 0; press < 40 && reached.length < 12; press++) {
    const id = await shop.visitor.evaluate(
      () => document.activeElement?.closest<HTMLElement>("#results > .card")?.dataset["id"] ?? "",
    );
    if (id !== "" && reached.at(-1) !== id) reached.push(id);
    await shop.visitor.press("Tab");
  }
  expect(reached).toEqual(visual.slice(0, 12));

  const id = items.findLast(({ shopIndex, position }) => shopIndex !== position - 1)!.id;
  const before = await shop.visitor.evaluate(async (wanted) => {
    const cards = [...document.querySelectorAll<HTMLElement>("#results > .card")];
    const card = cards.find(({ dataset }) => dataset["id"] === wanted)!;
    const note = document.createElement("input");
    card.append(note);
    card.scrollIntoView({ block: "center" });
    note.focus();
    note.value = "for the kitchen";
    note.setSelectionRange(4, 7);
    scrollBy(0, 40);
    Object.assign(window, { note, card });
    // Firefox still glides to where the Tab key led.
    for (let still = 0, last = Number.NaN; still < 20; last = scrollY) {
      await new Promise(requestAnimationFrame);
      still = scrollY === last ? still + 1 : 0;
    }
    return { scrollY, place: cards.indexOf(card) };
  }, id);
  expect(before.scrollY).toBeGreaterThan(100);
  const after = await shop.visitor.evaluate(async () => {
    const scrolled: number[] = [];
    addEventListener("scroll", () => scrolled.push(scrollY));
    const { events } = await window.personalRank!.inspect();
    await window.personalRank!.forget({ eventIds: events.map(({ eventId }) => eventId) });
    const { note, card } = window as unknown as { note: HTMLInputElement; card: HTMLElement };
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    return {
      scrolled: [...scrolled, scrollY],
      place: [...document.querySelectorAll("#results > .card")].indexOf(card),
      hasFocus: document.activeElement === note,
      value: note.value,
      selection: [note.selectionStart, note.selectionEnd],
    };
  });
  expect(after.place).not.toBe(before.place);
  // Not on the way either; Firefox places it between pixels.
  expect(Math.max(...after.scrolled.map((y) => Math.abs(y - before.scrollY)))).toBeLessThan(1);
  expect(after).toMatchObject({
    hasFocus: true,
    value: "for the kitchen",
    selection: [4, 7],
  });
});
