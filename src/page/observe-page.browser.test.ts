import { afterEach, expect, test } from "vitest";
import { observePage } from "./observe-page.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  document.body.replaceChildren();
});

function observe(onChange: () => void = () => undefined): { readonly calls: () => number } {
  let calls = 0;
  const observer = observePage(document, () => {
    calls++;
    onChange();
  });
  stop = () => observer.stop();
  return { calls: () => calls };
}
const add = (): void => document.body.append(document.createElement("p"));

test("calls once for a burst of elements that come", async () => {
  const { calls } = observe();
  for (let at = 0; at < 20; at++) add();
  await wait(20);
  add();
  await wait(300);
  expect(calls()).toBe(1);
});

test("does not wait for ever on a page that never rests", async () => {
  const { calls } = observe();
  for (let at = 0; at < 16; at++) {
    add();
    await wait(50);
  }
  expect(calls()).toBeGreaterThanOrEqual(1);
});

test("leaves changes of text and attributes alone", async () => {
  document.body.innerHTML = "<p>one</p>";
  await wait(10);
  const { calls } = observe();
  document.querySelector("p")!.textContent = "two";
  document.querySelector("p")!.className = "x";
  await wait(300);
  expect(calls()).toBe(0);
});

test("calls when the page shows another address without a load", async () => {
  const { calls } = observe();
  const before = location.href;
  history.pushState(null, "", "?page=2");
  await wait(300);
  history.replaceState(null, "", before);
  expect(calls()).toBe(1);
});

test("takes no more than a twentieth of a busy page's time", async () => {
  const COST_MS = 30;
  const { calls } = observe(() => {
    const end = performance.now() + COST_MS;
    while (performance.now() < end);
  });
  const end = performance.now() + 1_500;
  while (performance.now() < end) {
    add();
    await wait(20);
  }
  // Quiet periods alone would let it run every 120 ms or so.
  expect(calls()).toBeLessThanOrEqual(4);
});

test("is silent once it has been stopped", async () => {
  const { calls } = observe();
  add();
  stop!();
  await wait(300);
  expect(calls()).toBe(0);
});
