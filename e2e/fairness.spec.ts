import { expect } from "@playwright/test";
import type { Ranking } from "../src/ranking/ranking.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

const BRANDS = ["Alder", "Birch", "Cedar", "Douglas"];
const COUNT = 48;
const NEW = [37, 41, 45, 46];
const PINNED = 1;
const SPONSORED = 9;
/** Of the brand that the visitor will like: without the rule it would rise. */
const BLOCKED = 30;
const RULES = `data-max-displacement="20" data-brand-cap="3/12" data-exposure-floor="1/12" data-block="cup-${BLOCKED}"`;

/**
 * 48 cards of four brands in turn, tall enough that few are seen; new ones and what the rules name are all far down. The list to come is
 * below the first screen: on a slow machine what is there would have been seen, and kept, before it is ranked.
 */
function listPage(query: string, rules: string): string {
  const cards = Array.from({ length: COUNT }, (_, at) => {
    const brand = BRANDS[at % BRANDS.length];
    const mark =
      at === PINNED
        ? "data-pinned"
        : at === SPONSORED
          ? "data-sponsored"
          : NEW.includes(at)
            ? "data-new"
            : "";
    return `<li data-id="${query}-${at}" data-brand="${brand}" ${mark} style="height:240px">
      <a href="#"><h3>${brand} ${query} number ${at}</h3></a></li>`;
  });
  return `<!doctype html><title>${query}</title><h1>${query}</h1>
    <script>addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });</script>
    <ul id="results" ${query === "cup" ? 'style="margin-top:110vh"' : ""}>${cards.join("")}</ul>
    <script type="module" src="/personal-rank.js" data-list="#results" data-query="${query}" data-consent="granted" data-backend="wasm" ${rules}></script>`;
}

async function openList(shop: ShopPage, query: string, rules: string): Promise<Ranking> {
  await shop.page.route("**/fair/*", (route) =>
    route.fulfill({ contentType: "text/html", body: listPage(query, rules) }),
  );
  return shop.openRanked(`/fair/${query}`);
}

async function likeCedar(shop: ShopPage, rules: string): Promise<void> {
  for (const [at, query] of ["mug", "jug"].entries()) {
    await openList(shop, query, rules);
    await shop.look();
    for (const nth of [0, 1, 2]) {
      await shop.page.waitForTimeout(500); // who is quicker clicks like a machine
      await shop.page.locator('li[data-brand="Cedar"] a').nth(nth).click();
    }
    await shop.generation(3 * (at + 1));
  }
}

const placeInShop = (id: string): number => Number(id.split("-")[1]);
const brandOf = (id: string): string => BRANDS[placeInShop(id) % BRANDS.length];
/** Every run of twelve consecutive places, as ids. */
const windows = (ids: readonly string[]): string[][] =>
  Array.from({ length: ids.length - 11 }, (_, from) => ids.slice(from, from + 12));
const mostOfOneBrand = (ids: readonly string[]): number =>
  Math.max(
    ...windows(ids).flatMap((run) => BRANDS.map((brand) => run.filter((id) => brandOf(id) === brand).length)),
  );
const idsOf = (ranking: Ranking): string[] => ranking.items.map(({ id }) => id);

test("without rules, a visitor's brand takes the top; a pinned and a sponsored card stay where the shop has them", async ({
  shop,
}) => {
  await likeCedar(shop, "");
  const ids = idsOf(await openList(shop, "cup", ""));
  expect(mostOfOneBrand(ids)).toBeGreaterThan(8);
  expect(ids[PINNED]).toBe(`cup-${PINNED}`);
  expect(ids[SPONSORED]).toBe(`cup-${SPONSORED}`);
  expect(ids.indexOf(`cup-${BLOCKED}`)).toBeLessThan(BLOCKED);
});

test("with rules, the order on the page follows the visitor as far as the rules go, and the report says so", async ({
  shop,
}) => {
  await likeCedar(shop, RULES);
  const ids = idsOf(await openList(shop, "cup", RULES));
  expect(ids[PINNED]).toBe(`cup-${PINNED}`);
  expect(ids[SPONSORED]).toBe(`cup-${SPONSORED}`);
  expect(mostOfOneBrand(ids)).toBeLessThanOrEqual(3);
  for (const [place, id] of ids.entries()) expect(Math.abs(place - placeInShop(id))).toBeLessThanOrEqual(20);
  expect(ids.indexOf(`cup-${BLOCKED}`)).toBeGreaterThanOrEqual(BLOCKED);
  // Cedar still has the best of what the cap leaves to one brand: three of the first places that are free.
  expect(ids.slice(0, 4).filter((id) => brandOf(id) === "Cedar")).toHaveLength(3);
  const isNew = (id: string): boolean => NEW.includes(placeInShop(id));
  // 26 in the shop's order. A displacement of 20 leaves six that cannot have any; those of one brand keep each other apart.
  expect(windows(ids).filter((run) => !run.some(isNew)).length).toBeLessThanOrEqual(12);
  const { ruleUse, rules, lists } = await shop.page.evaluate(() => window.personalRank!.exposure());
  expect(lists).toBe(3);
  expect(rules).toMatchObject({ maxDisplacement: 20, brandCap: { most: 3, window: 12 } });
  expect(ruleUse.brandCap).toMatchObject({ broken: 0 });
  expect(ruleUse.brandCap.bound).toBeGreaterThan(0);
  expect(shop.exceptions).toEqual([]);
});

test("a rule that is none is told to the page, and the list is ranked without it", async ({ shop }) => {
  await shop.recordErrors();
  await openList(shop, "cup", 'data-brand-cap="a few"');
  expect((await shop.waitForError("protocol")).message).toContain("a few");
});
