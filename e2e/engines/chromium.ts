import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright";
import { chromiumLaunchOptions } from "../chromium.ts";
import type { Engine, LaunchOptions, Visitor } from "./engine.ts";

/** The settings page's "Block all cookies". */
const NO_STORAGE = { profile: { default_content_setting_values: { cookies: 2 } } };
/** V8 has no switch for WebAssembly alone that works: without a compiler it has none. */
const NO_WEBASSEMBLY = "--js-flags=--jitless";
const SIZE = { width: 1280, height: 900 };

/** The Chromium of the other journeys, by the protocol Playwright speaks with it; it is never missing. */
export async function chromiumEngine(): Promise<Engine> {
  const { executablePath, args } = chromiumLaunchOptions();
  const launchOptions = {
    executablePath,
    // Pages are kept for the way back, as they are for visitors; Playwright switches that off.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  };
  const browser: Browser = await chromium.launch({ ...launchOptions, args });
  return {
    version: `chromium/${browser.version()}`,
    launch: async ({ shopUrl, profileDir, without }) => {
      // A context is a private window: nothing of it is kept.
      if (profileDir === undefined && (without === undefined || without === "kept storage")) {
        const context = await browser.newContext({ viewport: SIZE });
        return visitorOf(context, shopUrl, () => context.close());
      }
      const folder = profileDir ?? mkdtempSync(join(tmpdir(), "personal-rank-chromium-"));
      if (without === "any storage") {
        mkdirSync(join(folder, "Default"), { recursive: true });
        writeFileSync(join(folder, "Default/Preferences"), JSON.stringify(NO_STORAGE));
      }
      const context = await chromium.launchPersistentContext(folder, {
        ...launchOptions,
        args: without === "webassembly" ? [...args, NO_WEBASSEMBLY] : args,
        viewport: SIZE,
      });
      return visitorOf(context, shopUrl, async () => {
        await context.close();
        if (profileDir === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      });
    },
    stop: () => browser.close(),
  };
}

async function visitorOf(
  context: BrowserContext,
  baseUrl: LaunchOptions["shopUrl"],
  close: () => Promise<void>,
): Promise<Visitor> {
  const exceptions: string[] = [];
  const consoleLines: string[] = [];
  const page = context.pages()[0] ?? (await context.newPage());
  page.on("pageerror", (error) => exceptions.push(String(error)));
  page.on("console", (message) => {
    // The browser's own lines, about what a policy refused, have no arguments.
    if (["warning", "error"].includes(message.type()) && message.args().length > 0)
      consoleLines.push(message.text());
  });
  return {
    baseUrl,
    exceptions,
    consoleLines,
    open: async (url) => void (await page.goto(url)),
    evaluate: (work, ...args) => page.evaluate(`(${String(work)})(...${JSON.stringify(args)})`) as never, // JSON of what `work` returns
    click: (selector) => page.locator(selector).first().click(),
    press: (key) => page.keyboard.press(key),
    reload: async () => void (await page.reload()),
    // `goBack` waits for a load that a page out of the cache does not have.
    back: async () => {
      await page.evaluate(() => {
        setTimeout(() => history.back());
      });
    },
    close,
  };
}
