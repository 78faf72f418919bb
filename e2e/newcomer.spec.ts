import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { serveFolder } from "./serve-folder.ts";

/** README's quick start, done by somebody who reads nothing else, on a shop of their own outside the repository. */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** What is between these lines of README is done, word for word. */
const QUICK_START = /<!-- quick start -->(.*?)<!-- \/quick start -->/s;
const LOOK_MS = 2_000;
const RANK_TIMEOUT_MS = 20_000;

const LAMPS = [
  "Brass desk lamp",
  "Floor lamp, linen",
  "Paper table lamp",
  "Clip lamp, red",
  "Bedside lamp",
  "Reading lamp",
];
const RUGS = [
  "Wool rug, grey",
  "Jute rug, round",
  "Hallway rug",
  "Sheepskin rug",
  "Kitchen rug",
  "Outdoor rug",
];
const KETTLES = [
  "Stovetop kettle",
  "Electric kettle",
  "Gooseneck kettle",
  "Travel kettle",
  "Glass kettle",
  "Enamel kettle",
];
const SHELVES = [
  "Oak wall shelf",
  "Corner shelf",
  "Spice shelf",
  "Bathroom shelf",
  "Shoe shelf",
  "Floating shelf, black",
];
/** The shop's order: one of each kind in turn, so that none is ahead. */
const TITLES = LAMPS.flatMap((lamp, at) => [RUGS[at], KETTLES[at], SHELVES[at], lamp]);
const slugOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** Pages as somebody writes by hand: no `data-` attributes, no structured data, links without ids. */
function writeShop(folder: string, snippet: string): void {
  const page = (title: string, body: string): string =>
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<link rel="icon" href="data:,">\n<title>${title}</title>\n<style>.tiles { display: grid; grid-template-columns: repeat(4, 1fr) } .tile { height: 150px }</style>\n${snippet}\n</head>\n<body>\n<header><a href="/">Hearth &amp; Hall</a> <a href="/about.html">About us</a></header>\n${body}\n</body>\n</html>\n`;
  const tile = (title: string, at: number): string =>
    `<div class="tile"><a href="/things/${slugOf(title)}.html"><strong class="name">${title}</strong></a><span class="cost">€ ${19 + ((at * 37) % 80)}.00</span></div>`;
  mkdirSync(join(folder, "things"), { recursive: true });
  writeFileSync(
    join(folder, "index.html"),
    page(
      "Everything for the house",
      `<main><h1>Everything for the house</h1><section class="tiles">${TITLES.map(tile).join("\n")}</section></main>`,
    ),
  );
  for (const title of TITLES)
    writeFileSync(
      join(folder, `things/${slugOf(title)}.html`),
      page(title, `<main><h1>${title}</h1><p>Made to last.</p><button>Add to basket</button></main>`),
    );
}

const shownTitles = (page: Page): Promise<string[]> => page.locator(".tile .name").allTextContents();

/** Mean place of the lamps that nobody has opened. */
const meanPlace = (titles: readonly string[], opened: readonly string[]): number => {
  const others = LAMPS.filter((title) => !opened.includes(title));
  return others.reduce((sum, title) => sum + titles.indexOf(title) + 1, 0) / others.length;
};

test("a newcomer who does what README says sees a personal order after the third click", async ({ page }) => {
  const startMs = Date.now();
  const [, steps = ""] = QUICK_START.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? [];
  const block = (language: string): string =>
    (new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(steps)?.[1] ?? "").trim();
  expect(
    block("html"),
    "README has an HTML block between <!-- quick start --> and <!-- /quick start -->",
  ).toContain("<script");
  const site = mkdtempSync(join(tmpdir(), "my-shop-"));
  writeShop(site, block("html"));
  execFileSync("sh", ["-c", block("sh").replaceAll("YOUR_SITE", site)], { cwd: ROOT });
  const server = await serveFolder(site);

  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) problems.push(message.text());
  });
  const ranked = (): Promise<unknown> =>
    page.waitForFunction(() => (window.personalRank?.rankings.length ?? 0) > 0, null, {
      timeout: RANK_TIMEOUT_MS,
    });

  await page.goto(`${server.origin}/`);
  await ranked();
  expect(await shownTitles(page), "nobody is known yet: the shop's order").toEqual(TITLES);
  const opened = LAMPS.slice(0, 3);
  for (const title of opened) {
    await page.getByText(title, { exact: true }).click();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await page.waitForTimeout(LOOK_MS);
    await page.goBack();
    await ranked();
  }
  await expect.poll(() => shownTitles(page), { timeout: RANK_TIMEOUT_MS }).not.toEqual(TITLES);
  const titles = await shownTitles(page);
  expect([...titles].sort(), "no card is lost").toEqual([...TITLES].sort());
  const [before, after] = [meanPlace(TITLES, opened), meanPlace(titles, opened)];
  expect(after, "other lamps have moved up").toBeLessThan(0.65 * before);
  expect(problems).toEqual([]);
  const tookS = (Date.now() - startMs) / 1_000;
  test
    .info()
    .annotations.push({ type: "figures", description: `${tookS} s; other lamps: ${before} → ${after}` });
  console.log(
    `newcomer: ${tookS.toFixed(1)} s; mean place of the other lamps ${before.toFixed(1)} → ${after.toFixed(1)}`,
  );

  await server.stop();
  rmSync(site, { recursive: true, force: true });
});
