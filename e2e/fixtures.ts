import {
  type BrowserContext,
  type Page,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as base,
  type TestType,
} from "@playwright/test";
import { type DemoServer, startDemo } from "./demo-server.ts";
import { ShopPage } from "./shop-page.ts";

export interface JourneyOptions {
  /** Which backend the tag is told to use. */
  readonly backend: "wasm" | "webgpu";
}

interface Fixtures {
  readonly shop: ShopPage;
  /** A server of its own for each test: what one visitor shares must not reach the visitors of the next. */
  readonly demo: DemoServer;
  /** A new visitor with an empty browser profile. */
  readonly newVisitor: (options?: { consent?: "granted" | "denied" | null }) => Promise<ShopPage>;
}

/** Playwright's `test` with a demo server and visitors who have consented. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & Fixtures & JourneyOptions,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<Fixtures & JourneyOptions>({
  backend: ["wasm", { option: true }],
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a fixture needs from this pattern
  demo: async ({}, use) => {
    const demo = await startDemo();
    await use(demo);
    await demo.stop();
  },
  newVisitor: async ({ browser, demo, backend }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ consent = "granted" } = {}) => {
      const context = await browser.newContext();
      contexts.push(context);
      if (consent !== null)
        await context.addCookies([{ name: "personal-order", value: consent, url: demo.url }]);
      await forceBackend(context, backend);
      return new ShopPage(await context.newPage(), demo.url);
    });
    for (const context of contexts) await context.close();
  },
  shop: async ({ newVisitor }, use) => use(await newVisitor()),
});

/** Sets `data-backend` on the shop's tag before its module runs: left alone, a software GPU is never chosen. */
export async function forceBackend(target: BrowserContext | Page, backend: string): Promise<void> {
  await target.addInitScript((value) => {
    new MutationObserver((_, observer) => {
      const tag = document.querySelector<HTMLScriptElement>('script[src$="/personal-rank.js"][data-model]');
      if (tag === null) return;
      tag.dataset["backend"] = value;
      // An emulated GPU would be busy with the next page for as long as the test runs.
      if (value === "webgpu") delete tag.dataset["prepare"];
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  }, backend);
}
