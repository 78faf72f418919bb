import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Locator, type Page } from "@playwright/test";
import { build, type Rolldown } from "vite";

const ORIGIN = "https://shop.example";
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TAG = fileURLToPath(new URL("page/fake-tag.ts", import.meta.url));
/** When the fixtures say that things were done, and a little later. */
const NOW_MS = 1_764_000_060_000;

const KINDS = ["Table Lamp", "Floor Lamp with Linen Shade", "Clip Lamp", "Pendant in Smoked Glass"];
const COLOURS = ["Chalk White", "Brass", "Forest Green", "Oak", "Slate"];
const cards = Array.from(
  { length: 18 },
  (_, at) =>
    `<li data-id="lamp-${at + 1}" data-brand="${at % 3 === 0 ? "Alva" : "Sund"}"><h3>${at % 3 === 0 ? "Alva" : "Sund"} ${KINDS[at % 4]} in ${COLOURS[at % 5]}</h3></li>`,
);
const PAGE = `<!doctype html><html lang="en"><title>Lamps</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>body { margin: 0; font: 1rem/1.5 system-ui } personal-rank-switch { margin: 1rem }</style>
<script type="module" src="/fake-tag.js"></script>
<script type="module" src="/rank-inspector.js"></script>
<script type="module" src="/personal-rank-switch.js"></script>
<ul hidden>${cards.join("")}</ul>`;

/**
 * Opens a page with one of the built elements, whose tag answers from the fixtures of the unit tests: a picture must not change with
 * what is learned, only with how it looks.
 *
 * @param delayMs How long the tag takes for each answer.
 */
export async function openPanelPage(
  page: Page,
  element: "rank-inspector" | "personal-rank-switch",
  delayMs = 0,
): Promise<Locator> {
  const tag = await bundledTag();
  await page.clock.setFixedTime(NOW_MS);
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") {
      const body = `${PAGE}<${element}><a slot="privacy" href="/privacy">How we treat your data</a></${element}>`;
      await route.fulfill({ contentType: "text/html; charset=utf-8", body });
    } else if (pathname.endsWith(".js")) {
      const body = pathname === "/fake-tag.js" ? tag : await readFile(join(DIST, pathname), "utf8");
      await route.fulfill({ contentType: "text/javascript", body });
    } else await route.fulfill({ status: 404 });
  });
  await page.goto(`${ORIGIN}/?delayMs=${delayMs}`);
  return page.locator(element);
}

/** Opens a tab and waits until the tag has answered all that it was asked for it, and the page shows it. */
export async function openTab(page: Page, tab: Locator): Promise<void> {
  const { asked } = await page.evaluate(() => window.tagTraffic);
  await tab.click();
  await page.mouse.move(0, 0);
  await page.waitForFunction(
    (before) => window.tagTraffic.asked > before && window.tagTraffic.answered === window.tagTraffic.asked,
    asked,
  );
  await expect(page.locator("rank-inspector progress")).toHaveCount(0);
}

/** The tabs of the inspector, as the page has them. */
export async function tabsOf(inspector: Locator): Promise<{ name: string; tab: Locator }[]> {
  await expect(inspector.getByRole("tab").first()).toBeVisible();
  const tabs = await inspector.getByRole("tab").all();
  return Promise.all(tabs.map(async (tab) => ({ name: (await tab.innerText()).trim().toLowerCase(), tab })));
}

let bundling: Promise<string> | undefined;

function bundledTag(): Promise<string> {
  bundling ??= build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, copyPublicDir: false, minify: false, rolldownOptions: { input: TAG } },
  }).then((built) => (built as Rolldown.RolldownOutput).output[0].code); // one input, not watched
  return bundling;
}
