import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine, LaunchOptions, Visitor } from "./engine.ts";
import { installBrowser } from "./install-browser.ts";
import { pageTap, START_PATH, type Told } from "./page-tap.ts";
import { remotePage } from "./remote-page.ts";
import { virtualDisplay } from "./virtual-display.ts";
import { startWebDriver, type WebDriver } from "./webdriver.ts";

const SIZE = { width: 1280, height: 900 };

/** WebKitGTK with its MiniBrowser, which the same package brings, by W3C WebDriver on a display of its own. */
export async function webkitEngine(): Promise<Engine | null> {
  const libraries = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((name) => `/usr/lib/${name}`);
  const paths = installBrowser(
    "WebKit",
    [
      { name: "WebKitWebDriver", variable: "WEBKIT_DRIVER", paths: ["/usr/bin/WebKitWebDriver"] },
      {
        name: "MiniBrowser",
        variable: "WEBKIT_BROWSER",
        paths: libraries.flatMap((library) =>
          ["4.1", "4.0"].map((version) => `${library}/webkit2gtk-${version}/MiniBrowser`),
        ),
      },
      { name: "Xvfb", variable: "XVFB", paths: ["/usr/bin/Xvfb"] },
    ],
    ["webkit2gtk-driver", "xvfb"],
  );
  if (paths === null) return null;
  const [driverPath, browserPath, xvfbPath] = paths;
  const display = await virtualDisplay(xvfbPath, SIZE);
  // Its cache of shaders is still written when the browser has ended and its folder is to go.
  const env = { ...process.env, DISPLAY: display.name, MESA_SHADER_CACHE_DISABLE: "true" };
  let version = "";
  return {
    get version() {
      return version;
    },
    launch: async (options) => {
      // An automated MiniBrowser keeps nothing and takes no settings.
      if (options.profileDir !== undefined || options.without === "any storage")
        return launchRemote(browserPath, env, options);
      const driver = await startWebDriver(driverPath, env);
      return launchDriven(driver, browserPath, options, (known) => (version = `webkit/${known}`));
    },
    stop: async () => display.stop(),
  };
}

/** Real keys and clicks, in what WebKit calls an ephemeral session: a private window. */
async function launchDriven(
  driver: WebDriver,
  browserPath: string,
  { shopUrl, without }: LaunchOptions,
  onVersion: (version: string) => void,
): Promise<Visitor> {
  const { exceptions, consoleLines, note } = notes();
  const tap = await pageTap(shopUrl, {
    port: 0,
    onTold: note,
    // WebKit has no switch for it, but obeys a policy without 'wasm-unsafe-eval'.
    ...(without === "webassembly" && { policy: "script-src 'self'" }),
  });
  const session = await driver.newSession({
    "webkitgtk:browserOptions": { binary: browserPath, args: ["--automation"] },
  });
  onVersion(session.browserVersion);
  await session.resize(SIZE);
  return {
    baseUrl: tap.url,
    exceptions,
    consoleLines,
    open: (url) => session.open(url),
    evaluate: (work, ...args) => session.call(String(work), args) as never, // JSON of what `work` returns
    click: (selector) => session.click(selector),
    press: (key) => session.press(key),
    reload: () => session.reload(),
    back: () => session.back(),
    close: async () => {
      await session.close().catch(() => undefined); // it may have crashed: the journey has said so
      driver.stop();
      await tap.stop();
    },
  };
}

/** Storage that is kept, or refused; the page itself does what the journey asks. */
async function launchRemote(
  browserPath: string,
  env: NodeJS.ProcessEnv,
  { shopUrl, profileDir, without }: LaunchOptions,
): Promise<Visitor> {
  const { exceptions, consoleLines, note } = notes();
  const page = remotePage();
  const ownDir = profileDir === undefined ? mkdtempSync(join(tmpdir(), "personal-rank-webkit-")) : null;
  const folder = profileDir ?? ownDir!;
  const portFile = join(folder, "port");
  const tap = await pageTap(shopUrl, {
    port: existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : 0,
    onTold: (told) => {
      note(told);
      page.onTold(told);
    },
    nextCommand: (gone) => page.nextCommand(gone),
  });
  writeFileSync(portFile, new URL(tap.url).port);
  const storage =
    without === "any storage" ? ["--cookies-policy=never", "--enable-html5-database=false"] : [];
  const child = spawn(
    browserPath,
    [...storage, `--cookies-file=${folder}/cookies.txt`, tap.url + START_PATH],
    { env: { ...env, XDG_DATA_HOME: folder, XDG_CACHE_HOME: `${folder}/cache` }, stdio: "ignore" },
  );
  const kill = (): void => void child.kill();
  process.once("exit", kill);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const run = <Args extends readonly unknown[]>(
    work: (...args: Args) => unknown,
    ...args: Args
  ): Promise<unknown> => page.call(String(work), args);
  return {
    baseUrl: tap.url,
    exceptions,
    consoleLines,
    open: (url) => page.load(() => run((to) => void setTimeout(() => location.assign(to)), url)),
    evaluate: (work, ...args) => page.call(String(work), args) as never, // JSON of what `work` returns
    click: async (selector) =>
      void (await run((wanted) => {
        const element = document.querySelector<HTMLElement>(wanted);
        if (element === null) throw new Error(`Nothing matches ${wanted}`);
        setTimeout(() => element.click()); // after the answer: it may end the page
      }, selector)),
    press: () => Promise.reject(new Error("Cannot press a key in a browser that no driver controls")),
    reload: () => page.load(() => run(() => void setTimeout(() => location.reload()))),
    back: async () => void (await run(() => void setTimeout(() => history.back()))),
    close: async () => {
      process.off("exit", kill);
      kill();
      await exited;
      await tap.stop();
      if (ownDir !== null) rmSync(ownDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

function notes(): { exceptions: string[]; consoleLines: string[]; note: (told: Told) => void } {
  const exceptions: string[] = [];
  const consoleLines: string[] = [];
  return {
    exceptions,
    consoleLines,
    note: (told) => {
      if (told.kind === "exception") exceptions.push(told.text);
      if (told.kind === "console") consoleLines.push(told.text);
    },
  };
}
