import type { Browser, Page } from "playwright";

const CLICKS = 20;

/**
 * How long the page takes from a click to the next paint, at the 98th percentile of {@link CLICKS} clicks on cards: Interaction to
 * Next Paint. Links do not lead away, so that the tag learns from each click and ranks the rest again.
 *
 * @param blocked Patterns of URLs that are not loaded, as in Playwright's `route`.
 * @see https://web.dev/articles/inp
 */
export async function interactionMs(
  browser: Browser,
  url: string,
  blocked: readonly string[],
): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  await context.addCookies([{ name: "personal-order", value: "granted", url }]);
  const page = await context.newPage();
  for (const pattern of blocked) await page.route(pattern, (route) => route.abort());
  await watch(page);
  await page.goto(url);
  if (blocked.every((pattern) => !pattern.includes("personal-rank")))
    await page.waitForFunction(() => window.personalRank?.ranking != null);
  await page.waitForTimeout(1_500);
  for (let at = 0; at < CLICKS; at++) {
    await page
      .locator("#results .card a")
      .nth(at % 4)
      .click();
    await page.waitForTimeout(350);
  }
  const durations = await page.evaluate(() => (window as unknown as { clicks: number[] }).clicks);
  await context.close();
  // Events shorter than 16 ms are not reported: those count as that.
  const all = [...durations, ...new Array<number>(Math.max(0, CLICKS - durations.length)).fill(16)];
  return all.toSorted((a, b) => b - a)[Math.floor(all.length / 50)];
}

async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const clicks: number[] = [];
    Object.assign(window, { clicks });
    addEventListener("click", (event) => event.preventDefault());
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "click") clicks.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
}
