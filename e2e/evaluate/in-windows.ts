import { type Browser, chromium } from "playwright";
import type { EngineName } from "./evaluate-options.ts";
import { windowOptions } from "./window-options.ts";

/** What a browser keeps of earlier shoppers is not what is measured: it is replaced after so many. */
const LIVES_PER_BROWSER = 20;

/** Has so many browsers work through a list side by side; each takes the next one when it is done with one. */
export async function inWindows<Item>(
  items: readonly Item[],
  { windows, engines }: { readonly windows: number; readonly engines: readonly EngineName[] },
  live: (browser: Browser, item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const options = windowOptions(engines);
  const work = async (): Promise<void> => {
    let browser = await chromium.launch(options);
    let lived = 0;
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      if (++lived % LIVES_PER_BROWSER === 0) {
        await browser.close();
        browser = await chromium.launch(options);
      }
      await live(browser, item);
    }
    await browser.close();
  };
  await Promise.all(Array.from({ length: Math.min(windows, items.length) }, work));
}
