import puppeteer, { type Browser, type Page } from "puppeteer-core";
import type { Engine, LaunchOptions, Visitor } from "./engine.ts";
import { installBrowser } from "./install-browser.ts";

/** Nothing but the test's own connections, and no page about what is new. */
const QUIET = {
  "app.update.enabled": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  // Pages are kept for the way back, as they are for visitors; Puppeteer switches that off.
  "fission.bfcacheInParent": true,
  "extensions.getAddons.cache.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
  "toolkit.telemetry.unified": false,
};

const WITHOUT: Readonly<Record<NonNullable<LaunchOptions["without"]>, Record<string, unknown>>> = {
  "kept storage": { "browser.privatebrowsing.autostart": true },
  /** "Block all cookies (will cause websites to break)". */
  "any storage": { "network.cookie.cookieBehavior": 2 },
  webassembly: { "javascript.options.wasm": false },
};

/** The driver's own error, where the page went away while it asked something; and what a policy refused, which is no exception. */
const NOT_THE_PAGE = /__bidi_args|^Error: Content-Security-Policy:/;

/** The system's Firefox, by WebDriver BiDi. */
export async function firefoxEngine(): Promise<Engine | null> {
  const paths = installBrowser(
    "Firefox",
    [
      {
        name: "firefox",
        variable: "FIREFOX",
        paths: [
          "/usr/bin/firefox-esr",
          "/usr/bin/firefox",
          "/Applications/Firefox.app/Contents/MacOS/firefox",
        ],
      },
    ],
    ["firefox-esr"],
  );
  if (paths === null) return null;
  const [executablePath] = paths;
  /** Without a folder the profile ends with the browser. */
  const start = (prefs: Record<string, unknown>, profileDir?: string): Promise<Browser> =>
    puppeteer.launch({
      browser: "firefox",
      executablePath,
      ...(profileDir !== undefined && { userDataDir: profileDir }),
      args: ["--width=1280", "--height=900"],
      defaultViewport: null,
      timeout: 120_000,
      protocolTimeout: 120_000,
      extraPrefsFirefox: { ...QUIET, ...prefs },
    });
  let shared: Browser | null = null;
  let version = "";
  return {
    get version() {
      return version;
    },
    launch: async ({ shopUrl, profileDir, without }) => {
      if (profileDir === undefined && without === undefined) {
        // Contexts are what Firefox calls containers: each has a storage of its own.
        shared ??= await start({});
        version = await shared.version();
        const context = await shared.createBrowserContext();
        return visitorOf(await context.newPage(), shopUrl, () => context.close());
      }
      const browser = await start(without === undefined ? {} : WITHOUT[without], profileDir);
      const page = (await browser.pages())[0] ?? (await browser.newPage());
      return visitorOf(page, shopUrl, () => browser.close());
    },
    stop: async () => {
      await shared?.close();
    },
  };
}

async function visitorOf(page: Page, baseUrl: string, close: () => Promise<void>): Promise<Visitor> {
  const exceptions: string[] = [];
  const consoleLines: string[] = [];
  page.on("pageerror", (error) => {
    if (!NOT_THE_PAGE.test(String(error))) exceptions.push(String(error));
  });
  page.on("console", (message) => {
    if (["warn", "error"].includes(message.type())) consoleLines.push(message.text());
  });
  return {
    baseUrl,
    exceptions,
    consoleLines,
    open: async (url) => void (await page.goto(url)),
    evaluate: (work, ...args) => page.evaluate(work as never, ...args), // the same contract, typed otherwise
    click: (selector) => page.click(selector),
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
