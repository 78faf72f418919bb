import { afterEach, describe, expect, test } from "vitest";
import { observeImpressions } from "./observe-impressions.ts";

afterEach(() => document.body.replaceChildren());

function card(top: number, height = 100): HTMLElement {
  const element = document.createElement("div");
  element.style.cssText = `position:absolute;top:${top}px;height:${height}px;width:100px`;
  document.body.append(element);
  return element;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("observeImpressions", () => {
  test("counts a card once it was half on screen for a second, and only once", async () => {
    const seen: Element[] = [];
    const shown = card(0);
    const half = card(innerHeight - 60);
    const cut = card(innerHeight - 30);
    const below = card(innerHeight * 3);
    const tall = card(0, innerHeight * 4);
    const observer = observeImpressions((element) => seen.push(element));
    for (const element of [shown, half, cut, below, tall]) observer.watch(element);
    await wait(700);
    expect(seen).toEqual([]);
    await wait(700);
    expect(new Set(seen)).toEqual(new Set([shown, half, tall]));
    observer.watch(shown);
    await wait(100);
    expect(seen).toHaveLength(3);
    observer.stop();
  });

  test("counts from the start again for another list that stands there", async () => {
    const seen: Element[] = [];
    const shown = card(0);
    const observer = observeImpressions((element) => seen.push(element));
    observer.watch(shown);
    await wait(700);
    observer.restart();
    await wait(700);
    expect(seen).toEqual([]);
    await wait(600);
    expect(seen).toEqual([shown]);
    observer.stop();
  });

  test("does not count a card that was scrolled past", async () => {
    const seen: Element[] = [];
    const passed = card(0);
    card(innerHeight * 3);
    const observer = observeImpressions((element) => seen.push(element));
    observer.watch(passed);
    await wait(500);
    scrollTo(0, innerHeight * 2);
    await wait(900);
    expect(seen).toEqual([]);
    observer.stop();
    scrollTo(0, 0);
  });
});
