import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { expect } from "@playwright/test";
import { build } from "vite";
import products from "../examples/products.json" with { type: "json" };
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(ROOT, "e2e/results/framework-examples");
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** As their authors would build them: the tag is one of the site's own public files, which no bundler touches. */
async function buildExample(name: string): Promise<string> {
  const outDir = join(OUT, name);
  await build({
    configFile: false,
    logLevel: "warn",
    root: join(ROOT, "examples", name),
    publicDir: join(ROOT, "dist"),
    plugins: [vue(), svelte({ configFile: false })],
    build: {
      outDir,
      assetsDir: `framework/${name}`,
      emptyOutDir: true,
      copyPublicDir: false,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  return outDir;
}

/** Opens the example beside the tag that the demo shop serves; few cards are seen at once, so that most may move. */
async function openExample(shop: ShopPage, name: string): Promise<string[]> {
  const outDir = await buildExample(name);
  const complaints: string[] = [];
  shop.page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) complaints.push(message.text());
  });
  await shop.page.setViewportSize({ width: 320, height: 420 });
  await shop.page.route(`**/framework/${name}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const path = pathname.endsWith("/") ? "index.html" : pathname;
    return route.fulfill({ contentType: TYPES[extname(path)], body: readFileSync(join(outDir, path)) });
  });
  // The page leaves its icon to the site.
  await shop.page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await shop.openRanked(`/framework/${name}/`);
  return complaints;
}

async function likeHolt(shop: ShopPage): Promise<void> {
  await shop.look();
  for (const at of [0, 1, 2]) {
    await shop.page.locator('.card[data-brand="Holt"] a').nth(at).click();
    await shop.generation(at + 1);
  }
}

test("the plain HTML example ranks its list, with its pinned card in place", async ({ shop }) => {
  const complaints = await openExample(shop, "html");
  await likeHolt(shop);
  await expect.poll(async () => (await shop.ranking()).generation).toBe(3);
  const ids = await shop.idsOnPage();
  expect(ids).toEqual((await shop.ranking()).items.map(({ id }) => id));
  expect(ids[2]).toBe("chair-3");
  expect([...complaints, ...shop.exceptions]).toEqual([]);
});

for (const name of ["react", "vue", "svelte"]) {
  test(`the ${name} example renders the visitor's order by itself, and the price's where the visitor asks for it`, async ({
    shop,
  }) => {
    const complaints = await openExample(shop, name);
    const own = products.map(({ id }) => id);
    expect(await shop.idsOnPage()).toEqual(own);
    await likeHolt(shop);
    const ranked = async (): Promise<string[]> => (await shop.ranking()).items.map(({ id }) => id);
    await expect.poll(async () => (await ranked()).join()).not.toBe(own.join());
    const isRendered = async (): Promise<boolean> =>
      (await shop.idsOnPage()).join() === (await ranked()).join();
    await expect.poll(isRendered).toBe(true);

    await shop.page.locator("select").selectOption("price");
    const byPrice = products.toSorted((a, b) => a.price - b.price).map(({ id }) => id);
    await expect.poll(() => shop.idsOnPage()).toEqual(byPrice);
    await shop.page.waitForTimeout(1_500); // a list that was ranked again after all would have been by now
    expect(await shop.idsOnPage()).toEqual(byPrice);

    // A new visit starts from what was learned.
    await shop.page.reload();
    await expect.poll(async () => (await shop.idsOnPage()).join()).not.toBe(own.join());
    expect([...complaints, ...shop.exceptions]).toEqual([]);
  });
}
