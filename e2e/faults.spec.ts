import { chromium, expect, type Page } from "@playwright/test";
import { findChromium } from "./chromium.ts";
import { forceBackend, test } from "./fixtures.ts";
import { ShopPage } from "./shop-page.ts";

/** Whatever fails: the shop's order, one line on the console, one typed event, no exception in the page. */
async function expectShopOrder(shop: ShopPage, before: readonly string[], reason: string): Promise<void> {
  expect(await shop.idsOnPage()).toEqual(before);
  expect(shop.messages, `console lines: ${shop.messages.join(" | ")}`).toHaveLength(1);
  expect((await shop.errors()).map((error) => error.reason)).toEqual([reason]);
  expect(shop.exceptions).toEqual([]);
}

/** Puts JavaScript in front of the worker's own. */
async function beforeWorker(page: Page, source: string): Promise<void> {
  await page.route("**/personal-rank-worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${source};\n${await response.text()}` });
  });
}

/** Changes the HTML of the search page on its way. */
async function changePage(page: Page, change: (html: string) => string): Promise<void> {
  await page.route("**/search?*", async (route) => {
    // What is read ahead ends with the page that asked for it.
    if (route.request().resourceType() !== "document") return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

/** Gives the visitor a taste, so that the personal order of "chair" is another than the shop's. */
async function teachOneClick(shop: ShopPage): Promise<void> {
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[5]);
  await shop.search("chair");
  await shop.generation(1);
  const { items } = await shop.ranking();
  expect(items.some(({ shopIndex, position }) => shopIndex !== position - 1)).toBe(true);
}

test.beforeEach(async ({ shop }) => shop.recordErrors());

test("the worker is killed while it ranks", async ({ shop }) => {
  await teachOneClick(shop);
  await shop.page.route("**/config.json", () => undefined); // never answered
  await shop.open("/search?q=chair");
  const before = await shop.idsOnPage();
  const kill = async (): Promise<void> => {
    await expect.poll(() => shop.page.workers().length).toBe(1);
    await shop.page.waitForTimeout(1_000);
    await shop.page.workers()[0].evaluate(() => self.close());
  };
  await kill();
  expect(await shop.waitForError("worker-failed")).toMatchObject({ severity: "degraded" });
  await expectShopOrder(shop, before, "worker-failed");
  // The next one is asked for the same list, and there is no third.
  await kill();
  await expect
    .poll(async () => (await shop.errors()).map(({ severity }) => severity))
    .toEqual(["degraded", "stopped"]);
  expect(await shop.idsOnPage()).toEqual(before);
  expect((await shop.errors()).map(({ reason }) => reason)).toEqual(["worker-failed", "worker-failed"]);
  expect([shop.messages.length, shop.page.workers().length, shop.exceptions]).toEqual([2, 0, []]);
});

test("the worker is killed after it ranked: the order on screen stays, and clicks go on", async ({
  shop,
}) => {
  await shop.search("lamp");
  const before = await shop.idsOnPage();
  await shop.page.workers()[0].evaluate(() => self.close());
  await shop.waitForError("worker-failed");
  await expectShopOrder(shop, before, "worker-failed");
  await shop.follow(before[0]);
  expect(shop.exceptions).toEqual([]);
});

test("the worker's script is missing", { tag: "@page" }, async ({ shop }) => {
  await teachOneClick(shop);
  await shop.page.route("**/personal-rank-worker.js", (route) => route.fulfill({ status: 404, body: "" }));
  await shop.open("/search?q=chair");
  const before = await shop.idsOnPage();
  await shop.waitForError("worker-failed");
  await expectShopOrder(shop, before, "worker-failed");
});

for (const file of ["config.json", "tokenizer.json", "model.safetensors", "head.safetensors"]) {
  // The weights are wanted for texts that have not been encoded before.
  const query = file === "model.safetensors" ? "mug" : "chair";
  test(`${file} of the model is not there`, { tag: "@page" }, async ({ shop }) => {
    await teachOneClick(shop);
    await shop.page.route(`**/${file}`, (route) => route.fulfill({ status: 404, body: "Not found" }));
    await shop.open(`/search?q=${query}`);
    const before = await shop.idsOnPage();
    expect((await shop.waitForError("model-failed")).message).toContain(file);
    await expectShopOrder(shop, before, "model-failed");
  });

  test(`${file} of the model is cut in half`, { tag: "@page" }, async ({ shop }) => {
    await teachOneClick(shop);
    await shop.page.route(`**/${file}`, async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ status: 200, body: body.subarray(0, body.length / 2) });
    });
    await shop.open(`/search?q=${query}`);
    const before = await shop.idsOnPage();
    expect((await shop.waitForError("model-failed")).message).toContain(file);
    await expectShopOrder(shop, before, "model-failed");
  });
}

test(
  "the weights are not there: what was encoded before is ranked without them",
  { tag: "@page" },
  async ({ shop }) => {
    await teachOneClick(shop);
    await shop.page.route("**/model.safetensors", (route) =>
      route.fulfill({ status: 404, body: "Not found" }),
    );
    const { items } = await shop.openRanked("/search?q=chair");
    expect(items.some(({ shopIndex, position }) => shopIndex !== position - 1)).toBe(true);
    expect([await shop.errors(), shop.messages, shop.exceptions]).toEqual([[], [], []]);
  },
);

test(
  "IndexedDB is refused: the list is ranked and learned from, in memory",
  { tag: "@page" },
  async ({ shop }) => {
    const refuse = `Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("denied", "SecurityError"); } })`;
    await beforeWorker(shop.page, refuse);
    await shop.open("/search?q=lamp");
    const before = await shop.idsOnPage();
    expect(await shop.waitForError("storage-failed")).toMatchObject({ severity: "degraded" });
    await shop.ranking();
    await expectShopOrder(shop, before, "storage-failed");
    expect((await shop.inspect()).started.storage).toBe("memory");
    await shop.look();
    await shop.page.evaluate(() => addEventListener("click", (event) => event.preventDefault()));
    await shop.page.locator("#results > .card a").nth(2).click();
    await shop.generation(1);
  },
);

test("the sync server is down", { tag: "@page" }, async ({ shop }) => {
  await shop.page.context().route("**/v1/**", (route) => route.abort("connectionrefused"));
  await shop.open("/search?q=lamp");
  const before = await shop.idsOnPage();
  expect(await shop.waitForError("sync-failed")).toMatchObject({ severity: "degraded" });
  await shop.ranking();
  await expectShopOrder(shop, before, "sync-failed");
});

for (const asksForGpu of [true, false]) {
  const told = asksForGpu ? "and the page that asked for it is told" : "which is nothing to speak of";
  test(`the browser has no WebGPU: the list is ranked on the CPU, ${told}`, async ({ demo }) => {
    const browser = await chromium.launch({
      executablePath: findChromium()!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-features=WebGPU"],
    });
    try {
      const context = await browser.newContext();
      await context.addCookies([{ name: "personal-order", value: "granted", url: demo.url }]);
      if (asksForGpu) await forceBackend(context, "webgpu");
      const shop = new ShopPage(await context.newPage(), demo.url);
      await shop.recordErrors();
      await shop.open("/search?q=lamp");
      const before = await shop.idsOnPage();
      if (asksForGpu)
        expect(await shop.waitForError("webgpu-unavailable")).toMatchObject({ severity: "degraded" });
      await shop.ranking();
      if (asksForGpu) await expectShopOrder(shop, before, "webgpu-unavailable");
      else expect([await shop.idsOnPage(), await shop.errors(), shop.messages]).toEqual([before, [], []]);
      const { started, encoder } = await shop.inspect();
      expect([started.backend, encoder?.why]).toEqual(["wasm", "this browser offers no GPU"]);
    } finally {
      await browser.close();
    }
  });
}

test(
  "the page's JSON-LD is malformed: the list is ranked by what the cards say",
  { tag: "@page" },
  async ({ shop }) => {
    await changePage(shop.page, (html) =>
      html.replace("</body>", `<script type="application/ld+json">{"@type": "Product",, }</script></body>`),
    );
    await shop.open("/search?q=lamp");
    const before = await shop.idsOnPage();
    expect(await shop.waitForError("bad-structured-data")).toMatchObject({ severity: "degraded" });
    await shop.ranking();
    await expectShopOrder(shop, before, "bad-structured-data");
  },
);

test("the list is empty", { tag: "@page" }, async ({ shop }) => {
  await changePage(shop.page, (html) => html.replace(/(<ul id="results"[^>]*>)[\s\S]*?<\/ul>/, "$1</ul>"));
  await shop.open("/search?q=lamp");
  expect((await shop.waitForError("bad-candidates")).message).toContain("no cards");
  await expectShopOrder(shop, [], "bad-candidates");
});

test("the list is not there", { tag: "@page" }, async ({ shop }) => {
  await changePage(shop.page, (html) => html.replace('data-list="#results"', 'data-list="#nowhere"'));
  await shop.open("/search?q=lamp");
  const before = await shop.idsOnPage();
  expect((await shop.waitForError("list-not-found")).message).toContain("#nowhere");
  await expectShopOrder(shop, before, "list-not-found");
});

test("two cards have one id: the second stays where it is", { tag: "@page" }, async ({ shop }) => {
  await changePage(shop.page, (html) => {
    const ids = [...html.matchAll(/<li class="card" data-id="([^"]+)"/g)].map((match) => match[1]);
    return html.replace(`data-id="${ids[5]}"`, `data-id="${ids[1]}"`);
  });
  await shop.open("/search?q=lamp");
  const before = await shop.idsOnPage();
  expect((await shop.waitForError("bad-candidates")).message).toContain("comes twice");
  await shop.ranking();
  await expectShopOrder(shop, before, "bad-candidates");
});

test(
  "a card is removed while the list is ranked: the rest is ranked again",
  { tag: "@page" },
  async ({ shop }) => {
    await shop.page.route("**/model.safetensors", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await shop.open("/search?q=lamp");
    const before = await shop.idsOnPage();
    await shop.page.waitForTimeout(500);
    await shop.page
      .locator("#results > .card")
      .nth(4)
      .evaluate((card) => card.remove());
    const ranking = await shop.ranking();
    expect(ranking.items).toHaveLength(before.length - 1);
    await expectShopOrder(
      shop,
      before.filter((_, place) => place !== 4),
      "bad-candidates",
    );
  },
);
