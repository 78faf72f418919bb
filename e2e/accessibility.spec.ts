import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "./fixtures.ts";

/** What axe finds, as lines that say where. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on a ranked list and its inspector, ${colorScheme}`, async ({ shop }) => {
    await shop.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await shop.search("lamp");
    await shop.look();
    await shop.follow((await shop.idsOnPage())[6]);
    await shop.search("chair");
    await shop.generation(1);
    expect(await violations(shop.page)).toEqual([]);
    for (const [tab, shows] of [
      ["Why", "What if…"],
      ["Timeline", "Save as JSON"],
      ["Speed", "All values"],
      ["Sent", "Reports on how well it goes"],
    ]) {
      await shop.page.getByRole("tab", { name: tab }).click();
      const shown = shop.page.locator("rank-inspector").getByText(shows);
      await expect(shown).toBeVisible();
      if (tab === "Speed") await shown.click();
      expect(await violations(shop.page), tab).toEqual([]);
    }
  });

  test(`axe finds nothing on the example pages, ${colorScheme}`, async ({ shop }) => {
    await shop.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const found: Record<string, string[]> = {};
    for (const name of ["index", "shop", "video", "feed", "help", "news"]) {
      await shop.open(`/examples/${name}.html`);
      await shop.page.waitForTimeout(300);
      const lines = await violations(shop.page);
      if (lines.length > 0) found[name] = lines;
    }
    expect(found).toEqual({});
  });
}

test("Tab reaches the cards in the order that they have on screen", async ({ shop }) => {
  await shop.search("lamp");
  await shop.look();
  await shop.follow((await shop.idsOnPage())[8]);
  await shop.search("lamp");
  await shop.generation(1);
  const { items } = await shop.ranking();
  expect(items.some(({ shopIndex, position }) => shopIndex !== position - 1)).toBe(true);
  const reached: string[] = [];
  await shop.page.locator("#results .card a").first().focus();
  for (let at = 0; at < 40 && reached.length < 12; at++) {
    const id = await shop.page.evaluate(
      () => document.activeElement?.closest<HTMLElement>("#results > .card")?.dataset["id"],
    );
    if (id !== undefined && reached.at(-1) !== id) reached.push(id);
    await shop.page.keyboard.press("Tab");
  }
  expect(reached).toEqual(items.slice(0, reached.length).map(({ id }) => id));
  const isAbove = await shop.page.evaluate((ids) => {
    const boxes = ids.map((id) => document.querySelector(`[data-id="${id}"]`)!.getBoundingClientRect());
    return boxes.every((box, at) => at === 0 || box.top > boxes[at - 1].top || box.left > boxes[at - 1].left);
  }, reached);
  expect(isAbove).toBe(true);
});

test("a re-ranking says nothing to a screen reader", async ({ shop }) => {
  await shop.search("lamp");
  await shop.page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((records) => {
      for (const { target } of records) {
        const live = (target instanceof Element ? target : target.parentElement)?.closest(
          "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]",
        );
        if (live) said.push(live.outerHTML.slice(0, 80));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    addEventListener("click", (event) => event.preventDefault());
  });
  await shop.look();
  await shop.page.locator("#results .card a").nth(2).click();
  await shop.generation(1);
  await shop.page.waitForTimeout(1_000);
  expect(await shop.page.evaluate(() => (window as unknown as { said: string[] }).said)).toEqual([]);
});
