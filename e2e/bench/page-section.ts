import { openListPage } from "./list-page.ts";
import type { SectionContext } from "./section.ts";
import { quantile } from "./statistics.ts";

export const CLICK = "click to new order, 48 cards, warm";
const GROUPS = 20;
const QUICK_GROUPS = 5;
/** A script that clicks more is taken for a machine, from which nothing is learned: after so many, everything is forgotten. */
const CLICKS_PER_GROUP = 3;

interface Times {
  readonly orderMs: number;
  readonly paintMs: number;
}

/** What a visitor waits for: from a click on a card until the rest of the list stands in its new order, and is painted. */
export async function pageSection({ browser, results, options, root, say }: SectionContext): Promise<void> {
  say("Clicking in a list of 48 cards");
  const list = await openListPage(browser, root);
  try {
    const times = await list.page.evaluate(clickInGroups, {
      groups: 1 + (options.isQuick ? QUICK_GROUPS : GROUPS),
      clicks: CLICKS_PER_GROUP,
    });
    const warm = times.slice(CLICKS_PER_GROUP);
    for (const [name, values] of [
      ["order event", warm.map(({ orderMs }) => orderMs)],
      ["painted", warm.map(({ paintMs }) => paintMs)],
    ] as const) {
      results.figures[`${CLICK}/${name}, p50 ms`] = quantile(values, 0.5);
      results.figures[`${CLICK}/${name}, p95 ms`] = quantile(values, 0.95);
    }
    results.figures[`${CLICK}/clicks`] = warm.length;
  } finally {
    await list.close();
  }
}

/** Runs in the page. */
async function clickInGroups({ groups, clicks }: { groups: number; clicks: number }): Promise<Times[]> {
  const pause = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
  const found: Times[] = [];
  for (let group = 0; group < groups; group++) {
    await window.personalRank!.forget();
    await pause(300);
    for (let click = 0; click < clicks; click++) {
      const order = new Promise((resolve) =>
        document.addEventListener("personal-rank:order", resolve, { once: true }),
      );
      const tooLate = pause(10_000).then(() => {
        throw new Error("A click gave no new order within 10 s");
      });
      const place = (group * 11 + click * 7) % 48;
      const startMs = performance.now();
      document.querySelector<HTMLElement>(`.card[data-id="item-${place}"] a`)!.click();
      await Promise.race([order, tooLate]);
      const orderMs = performance.now() - startMs;
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      found.push({ orderMs, paintMs: performance.now() - startMs });
      await pause(100);
    }
  }
  return found;
}
