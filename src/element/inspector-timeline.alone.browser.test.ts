import { afterEach, expect, test } from "vitest";
import { showTimeline, slideTo } from "./timeline.test-helper.ts";

afterEach(() => {
  document.body.replaceChildren();
  delete window.personalRank;
});

test("scrubs through 1,000 lessons without a frame of more than 16 ms of work", async () => {
  const root = await showTimeline(1_000);
  const element = root.host as HTMLElement & { readonly updateComplete: Promise<boolean> };
  const workMs: number[] = [];
  for (let at = 0; at <= 1_000; at += 10) {
    const startMs = performance.now();
    slideTo(root, at);
    await element.updateComplete;
    void root.querySelector<HTMLElement>(".places")!.offsetHeight; // style and layout
    workMs.push(performance.now() - startMs);
  }
  workMs.sort((a, b) => a - b);
  expect(workMs[Math.floor(workMs.length * 0.95)]).toBeLessThan(16);
});
