import { afterEach, describe, expect, test } from "vitest";
import { cdp } from "vitest/browser";
import { type ApplyMode, orderApplier } from "./order-applier.ts";

/** What of the protocol is used here. */
interface Emulation {
  send(
    method: "Emulation.setEmulatedMedia",
    params: { features: { name: string; value: string }[] },
  ): Promise<unknown>;
}

const emulateMotion = (value: string): Promise<unknown> =>
  (cdp() as unknown as Emulation).send("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-reduced-motion", value }],
  });

afterEach(async () => {
  await emulateMotion("");
  document.body.replaceChildren();
});

/** Static markup of this file only. */
function page(markup: string): HTMLElement {
  document.body.innerHTML = markup;
  return document.querySelector<HTMLElement>("#list")!;
}

const cardsOf = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(".card")];
const leftOf = (card: Element): number => Math.round(card.getBoundingClientRect().left);
const frame = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Shows the cards the other way round. */
function reverser(list: HTMLElement, mode: ApplyMode): () => void {
  const applier = orderApplier(list, mode, {
    onProblem: (message) => {
      throw new Error(message);
    },
  });
  return () => {
    const cards = applier.onScreen(cardsOf(list).map((element) => ({ element })));
    applier.show(
      cards.map(({ element }) => element),
      [...cards.keys()].reverse(),
    );
  };
}

const MODES = ["move", "slot", "order"] as const;

describe("drawChange", () => {
  test("has a box that was scrolled hold on to no card on its way, and leaves it as it was", async () => {
    const list = page(
      `<div id="box" style="height:150px;overflow:auto"><div id="list">${`<div class="card" style="height:100px"></div>`.repeat(6)}</div></div>`,
    );
    const box = document.querySelector<HTMLElement>("#box")!;
    box.scrollTop = 120;
    const before = box.getAttribute("style");
    const reverse = reverser(list, "move");
    reverse();
    expect(getComputedStyle(box).overflowAnchor).toBe("none");
    await frame();
    reverse(); // on its way back it is held off anew
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([getComputedStyle(box).overflowAnchor, box.scrollTop]).toEqual(["none", 120]);
    await expect.poll(() => getComputedStyle(box).overflowAnchor).toBe("auto");
    expect(box.getAttribute("style")!.replaceAll(" ", "")).toBe(`${before};`);
    expect(document.documentElement.hasAttribute("style")).toBe(false); // it had not been scrolled
    for (const card of cardsOf(list)) expect(card.getAttribute("style")).toBe("height:100px");
  });

  test("leaves alone what the page itself says of holding on", () => {
    const list = page(
      `<div id="box" style="height:150px;overflow:auto;overflow-anchor:auto"><div id="list">${`<div class="card" style="height:100px"></div>`.repeat(6)}</div></div>`,
    );
    const box = document.querySelector<HTMLElement>("#box")!;
    box.scrollTop = 120;
    reverser(list, "move")();
    expect(getComputedStyle(box).overflowAnchor).toBe("auto");
  });

  for (const mode of MODES) {
    test(`lets a card that is turned or scaled stay so on its way, with "${mode}"`, () => {
      const list = page(
        `<div id="list" style="display:flex"><div class="card" style="width:100px;height:60px;transform:scale(0.5)"></div><div class="card" style="width:100px;height:60px"></div></div>`,
      );
      const [card] = cardsOf(list);
      const from = card.getBoundingClientRect();
      reverser(list, mode)();
      const [motion] = card.getAnimations();
      motion.pause();
      motion.currentTime = 0;
      const start = card.getBoundingClientRect();
      expect([start.left, start.top, start.width]).toEqual([from.left, from.top, 50]);
      motion.currentTime = 100;
      expect(card.getBoundingClientRect().width).toBeCloseTo(50, 3);
    });

    test(`draws no way between the old and the new place for a visitor who wants less motion, with "${mode}"`, async () => {
      await emulateMotion("reduce");
      const list = page(
        `<div id="list" style="display:flex">${`<div class="card" style="width:100px;height:60px"></div>`.repeat(3)}</div>`,
      );
      const [card] = cardsOf(list);
      const from = leftOf(card);
      reverser(list, mode)();
      const places = new Set<number>();
      const endMs = performance.now() + 300;
      while (performance.now() < endMs) {
        places.add(leftOf(card));
        await frame();
      }
      expect([...places]).toEqual([from, from + 200]);
    });

    test(`leaves a shelf that snaps where the visitor has scrolled it, with "${mode}"`, async () => {
      const list = page(
        `<div id="list" style="display:flex;width:300px;overflow-x:auto;scroll-snap-type:x mandatory">${Array.from(
          { length: 12 },
          (_, at) =>
            `<div class="card" style="flex:none;width:100px;height:60px;scroll-snap-align:start">${at}</div>`,
        ).join("")}</div>`,
      );
      const reverse = reverser(list, mode);
      for (const scrollLeft of [0, 200]) {
        list.scrollLeft = scrollLeft;
        await frame();
        reverse();
        for (let left = 30; left > 0; left--) await frame();
        expect(list.scrollLeft).toBe(scrollLeft);
      }
    });
  }

  test("leaves a box with its own scrollbar where the visitor has scrolled it", async () => {
    const list = page(
      `<div style="height:200px;overflow-y:auto"><div id="list" style="display:grid">${Array.from(
        { length: 12 },
        (_, at) => `<div class="card" style="height:60px">${at}</div>`,
      ).join("")}</div></div>`,
    );
    const box = list.parentElement!;
    for (const mode of MODES) {
      const reverse = reverser(list, mode);
      box.scrollTop = 130;
      await frame();
      reverse();
      for (let left = 30; left > 0; left--) await frame();
      expect(box.scrollTop).toBe(130);
    }
  });
});
