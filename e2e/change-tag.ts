import type { Page } from "@playwright/test";

/** Has each page's tag read other data attributes than the shop wrote, before its module runs; null takes one away. */
export async function changeTag(page: Page, data: Readonly<Record<string, string | null>>): Promise<void> {
  await page.context().addInitScript((data) => {
    new MutationObserver((_, observer) => {
      const tag = document.querySelector<HTMLScriptElement>('script[src$="/personal-rank.js"][data-model]');
      if (tag === null) return;
      for (const [name, value] of Object.entries(data)) {
        if (value === null) delete tag.dataset[name];
        else tag.dataset[name] = value;
      }
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, data);
}
