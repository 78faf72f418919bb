import { expect, type Page } from "@playwright/test";
import type { ApplyMode } from "../src/page/apply/order-applier.ts";
import { test } from "./fixtures.ts";
import { type Framework, FRAMEWORKS } from "./frameworks/build-pages.ts";
import { buildAll, openList } from "./frameworks/open-list.ts";
import { OwnItems } from "./frameworks/own-items.ts";
import type { PageApi } from "./frameworks/page/applier.ts";
import { FIRST_COUNT, SHOP_ITEMS, type ShopItem } from "./frameworks/shop-items.ts";

const REORDERS = 100;

test.beforeAll(buildAll);

const ids = (items: readonly ShopItem[]): string[] => items.map(({ id }) => id);
const problemsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { api: PageApi }).api.problems);

/** Which way is used in the end: Svelte's cards stand between marks, and cannot be moved. */
function wayOf(framework: Framework, mode: ApplyMode): ApplyMode {
  return framework === "svelte" && mode === "move" ? "slot" : mode;
}

for (const framework of FRAMEWORKS) {
  // "auto" takes one of these: see below.
  for (const mode of ["move", "slot", "order"] as const) {
    test(`${framework} keeps the state of its cards through ${REORDERS} orders by "${mode}", and its list is its own afterwards`, async ({
      page,
    }) => {
      const { run, complaints } = await openList(page, { framework });
      expect(await run("waitForHydration", 10_000)).toBe("hydrated");
      await run("start", mode);
      const own = new OwnItems();
      const way = wayOf(framework, mode);
      for (const [at, id] of ["stool-2", "stool-7", "stool-11"].entries())
        await page.locator(`[data-id="${id}"] .note`).fill(`note ${at}`);
      const typing = page.locator('[data-id="stool-6"] .note');
      await typing.pressSequentially("half ty");
      const before = await run("kept");
      expect(Object.values(before).every(({ mounted }) => mounted !== "")).toBe(true);

      expect(await run("shuffle", REORDERS)).toEqual([]);
      await page.keyboard.type("ped"); // the focus is where it was
      const clicks = await run("clicks");
      expect(Object.values(clicks).reduce((sum, count) => sum + count, 0)).toBe(REORDERS);
      expect(Object.keys(clicks)).toHaveLength(FIRST_COUNT);
      const expected = Object.fromEntries(
        Object.entries(before).map(([id, kept]) => [id, { ...kept, count: clicks[id] ?? 0 }]),
      );
      expected["stool-6"] = { ...expected["stool-6"], note: "half typed" };
      expect(await run("kept")).toEqual(expected);
      if (way !== "move") expect(await run("inDocument")).toEqual(own.ids);

      for (const tool of ["append", "remove", "render", "filter", "filter", "sort", "remove"]) {
        const seen = await run("seen");
        // As the tag does when the visitor reaches for a control that sorts.
        if (tool === "sort" && way === "move") await run("show", own.ids);
        await page.locator(`#${tool}`).click();
        own.press(tool);
        const inDocument = await run("inDocument");
        if (way === "move" && tool !== "sort") expect(inDocument.toSorted()).toEqual(own.ids.toSorted());
        else expect(inDocument).toEqual(own.ids);
        const after = await run("seen");
        expect(after.toSorted(), `every card is drawn after "${tool}"`).toEqual(own.ids.toSorted());
        expect(await run("onScreen")).toEqual(after);
        const stayed = seen.filter((id) => after.includes(id));
        if (tool === "sort") expect(after).toEqual(own.ids);
        else expect(after.filter((id) => seen.includes(id))).toEqual(stayed);
        if (tool === "append") expect(after).toEqual([...seen, ...ids(SHOP_ITEMS.slice(FIRST_COUNT))]);
      }
      // Orders go on after that, with the cards that are new, and handlers with them.
      await run("show", own.ids.toReversed());
      expect(await run("seen")).toEqual(own.ids.toReversed());
      const counter = page.locator('[data-id="stool-29"] .count');
      await counter.click();
      await expect(counter).toHaveText("1");
      const { note, mounted } = (await run("kept"))["stool-6"];
      expect({ note, mounted }).toEqual({ note: "half typed", mounted: before["stool-6"].mounted });

      await run("stop");
      if (way !== "move") expect(await run("seen")).toEqual(own.ids);
      await page.locator("#filter").click();
      own.press("filter");
      expect((await run("seen")).toSorted()).toEqual(own.ids.toSorted());
      expect(await problemsOf(page)).toHaveLength(way === mode ? 0 : 1);
      expect(complaints).toEqual([]);
    });
  }

  for (const build of ["development", "production"] as const) {
    test(`nothing is done before ${framework}'s ${build} build has come and is done`, async ({ page }) => {
      const { run, complaints } = await openList(page, { framework, build, scriptAfterMs: 1_200 });
      const [wasHydrated, result, isHydrated] = await page.evaluate(async () => {
        const { api } = window as unknown as { api: PageApi };
        const isDone = (): boolean => document.body.hasAttribute("data-is-hydrated");
        return [isDone(), await api.waitForHydration(20_000), isDone()];
      });
      expect(wasHydrated, "the script is yet to come").toBe(false);
      expect(result).toBe("hydrated");
      expect(isHydrated, "its first effects have run").toBe(true);
      await run("start", "auto");
      await run("show", (await run("inDocument")).toReversed());
      expect(await run("inDocument")).toEqual(ids(SHOP_ITEMS.slice(0, FIRST_COUNT)));
      expect(await run("seen")).toEqual(ids(SHOP_ITEMS.slice(0, FIRST_COUNT)).toReversed());
      expect(await page.evaluate(() => document.querySelector("#results")!.shadowRoot !== null)).toBe(true);
      expect(complaints).toEqual([]);
    });
  }

  test(`what waiting is for: ${framework} complains of cards that were moved before it came, or writes over them`, async ({
    page,
  }) => {
    // Late enough for a busy machine to look at the cards before.
    const { run, complaints } = await openList(page, { framework, scriptAfterMs: 2_000 });
    await run("start", "move");
    const moved = (await run("inDocument")).toReversed();
    await run("show", moved);
    expect(await run("inDocument")).toEqual(moved);
    await page.waitForSelector("[data-is-hydrated]");
    if (framework === "svelte") expect(await run("inDocument")).not.toEqual(moved);
    else expect(complaints).not.toEqual([]);
  });

  test(`a slot may come before ${framework} does: it takes over the list with the order on it`, async ({
    page,
  }) => {
    const { run, complaints } = await openList(page, { framework, scriptAfterMs: 700 });
    await run("start", "slot");
    const own = await run("inDocument");
    await run("show", own.toReversed());
    await page.waitForSelector("[data-is-hydrated]");
    expect(await run("inDocument")).toEqual(own);
    expect(await run("seen")).toEqual(own.toReversed());
    await page.locator(".count").first().click();
    await expect(page.locator(".count").first()).toHaveText("1");
    expect(complaints).toEqual([]);
  });

  test(`a list of ${framework} whose script never comes is not waited for without end`, async ({ page }) => {
    const { run } = await openList(page, { framework, scriptAfterMs: null });
    expect(await run("waitForHydration", 300)).toBe("timed out");
  });

  test(`"auto" leaves a <ul> of ${framework} in the document's order`, async ({ page }) => {
    const { run, complaints } = await openList(page, { framework, tag: "ul" });
    await run("waitForHydration", 10_000);
    await run("start", "auto");
    const wanted = (await run("inDocument")).toReversed();
    expect(await run("show", wanted)).toBe(true);
    expect(await run("seen")).toEqual(wanted);
    expect(await run("inDocument")).toEqual(wanted.toReversed());
    await page.locator("#append").click();
    const all = [...wanted, ...ids(SHOP_ITEMS.slice(FIRST_COUNT))];
    expect(await run("seen")).toEqual(all);
    await run("stop");
    expect(await run("seen")).toEqual(ids(SHOP_ITEMS));
    expect(
      await page
        .locator("#results, .card")
        .evaluateAll((all) => all.map((element) => element.style.cssText).join("")),
    ).toBe("");
    expect([...complaints, ...(await problemsOf(page))]).toEqual([]);
  });

  test(`a <ul> of ${framework} that is neither flex nor grid is moved only if its cards stand between no marks`, async ({
    page,
  }) => {
    const { run, complaints } = await openList(page, { framework, tag: "ul", display: "block" });
    await run("waitForHydration", 10_000);
    await run("start", "auto");
    const before = await run("inDocument");
    const canMove = framework !== "svelte";
    expect(await run("show", before.toReversed())).toBe(canMove);
    expect(await run("inDocument")).toEqual(canMove ? before.toReversed() : before);
    expect(await problemsOf(page)).toHaveLength(canMove ? 0 : 1);
    expect(complaints).toEqual([]);
  });
}

const TAG = {
  type: "module",
  src: "/personal-rank.js",
  "data-list": "#results",
  "data-item": ".card",
  "data-query": "stool",
  "data-consent": "granted",
  "data-backend": "wasm",
};
const TAG_MARKUP = `<script ${Object.entries(TAG)
  .map(([name, value]) => `${name}="${value}"`)
  .join(" ")}></script>`;

for (const framework of FRAMEWORKS) {
  test(`the tag orders a list of ${framework} by what the visitor chose, whether it comes before ${framework} or after it, and ${framework} goes on with it`, async ({
    shop,
  }) => {
    const open = { framework, origin: shop.baseUrl };
    const { run, complaints } = await openList(shop.page, { ...open, head: TAG_MARKUP, scriptAfterMs: 700 });
    await shop.ranking();
    expect(await shop.page.evaluate(() => document.body.hasAttribute("data-is-hydrated"))).toBe(true);
    await run("start", "event"); // for what the page's script reads: the tag has an applier of its own
    const own = new OwnItems();
    await shop.page.locator('[data-id="stool-7"] .note').fill("kept");
    await shop.page.locator('[data-id="stool-7"] .count').click();
    await shop.look();
    for (const at of [0, 1, 2]) {
      await shop.page.locator('.card[data-brand="Cedar"] a').nth(at).click();
      await shop.generation(at + 1);
    }
    const seen = async (): Promise<string[]> => (await shop.ranking()).items.map(({ id }) => id);
    const isShown = async (): Promise<boolean> => (await run("seen")).join() === (await seen()).join();
    await expect.poll(isShown).toBe(true);
    expect(await run("inDocument")).toEqual(own.ids);
    expect(await seen()).not.toEqual(own.ids);

    await shop.page.locator("#append").click();
    own.press("append");
    await expect.poll(async () => (await seen()).length, { timeout: 60_000 }).toBe(30);
    await expect.poll(isShown).toBe(true);
    expect(await run("inDocument")).toEqual(own.ids);
    await shop.page.locator("#remove").click();
    own.press("remove");
    await expect.poll(async () => (await seen()).length, { timeout: 60_000 }).toBe(29);
    await expect.poll(isShown).toBe(true);
    expect(await run("inDocument")).toEqual(own.ids);
    expect((await run("kept"))["stool-7"]).toMatchObject({ note: "kept", count: 1 });

    const again = await openList(shop.page, open);
    await shop.page.waitForSelector("[data-is-hydrated]");
    await shop.page.evaluate((tag) => {
      const script = document.createElement("script");
      for (const [name, value] of Object.entries(tag)) script.setAttribute(name, value);
      document.body.append(script);
    }, TAG);
    await expect
      .poll(async () => (await again.run("seen")).join())
      .not.toBe(ids(SHOP_ITEMS.slice(0, FIRST_COUNT)).join());
    await expect.poll(isShown).toBe(true);
    expect(await again.run("inDocument")).toEqual(ids(SHOP_ITEMS.slice(0, FIRST_COUNT)));
    await shop.page.locator(".count").first().click();
    await expect(shop.page.locator(".count").first()).toHaveText("1");
    expect([...complaints, ...again.complaints, ...shop.exceptions]).toEqual([]);
  });
}

for (const mode of ["move", "slot", "order"] as const) {
  test(`Tab and assistive technology go through the cards as they are seen, with "${mode}"`, async ({
    page,
  }) => {
    const { run } = await openList(page, { framework: "react" });
    await run("waitForHydration", 10_000);
    await run("start", mode);
    await run("shuffle", 5);
    const seen = await run("seen");

    const cdp = await page.context().newCDPSession(page);
    const { nodes } = await cdp.send("Accessibility.getFullAXTree");
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const read: string[] = [];
    const readAloud = (node: (typeof nodes)[number] | undefined): void => {
      if (node?.role?.value === "link") read.push(`stool-${String(node.name?.value).split(" ").at(-1)}`);
      for (const id of node?.childIds ?? []) readAloud(byId.get(id));
    };
    readAloud(nodes[0]);
    expect(read).toEqual(seen);

    await page.locator("#render").focus(); // the last one before the list
    const tabbed: (string | undefined)[] = [];
    for (let stop = 0; stop < 3 * seen.length; stop++) {
      await page.keyboard.press("Tab");
      tabbed.push(
        await page.evaluate(
          () => document.activeElement?.closest<HTMLElement>(".card")?.dataset["id"] ?? undefined,
        ),
      );
    }
    expect(tabbed.filter((_, stop) => stop % 3 === 0)).toEqual(seen);
    expect(tabbed.filter((_, stop) => stop % 3 === 2)).toEqual(seen);
  });
}
