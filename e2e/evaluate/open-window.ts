import type { BrowserContext, Page } from "playwright";

/**
 * Opens a window that has no tabs: what Chromium draws there while a page loads was a twentieth of what a page takes of the processor.
 *
 * @param url Of a small file on the server under test.
 */
export async function openWindow(context: BrowserContext, url: string): Promise<Page> {
  const first = await context.newPage();
  await first.goto(url);
  const [page] = await Promise.all([
    context.waitForEvent("page"),
    first.evaluate((same) => void window.open(same, "_blank", "popup,noopener"), url),
  ]);
  await first.close();
  return page;
}
