import type { Browser } from "playwright";
import { listFigure } from "../../../src/evaluation/replay/list-figure.ts";
import type { ShopperList, ShopperLists } from "../../../src/evaluation/replay/shopper-lists.ts";
import { type InPage, inPage } from "../in-page.ts";
import { loneTag } from "../lone-tag.ts";
import type { EngineName } from "../evaluate-options.ts";
import { type SetDate, setDate } from "../set-date.ts";
import { tagIs } from "../tag-is.ts";
import { shopperPage } from "./shopper-page.ts";

/** Where a shopper lives. */
export interface ShopperWorld {
  /** Of a server that has the tag and its model. */
  readonly url: string;
  readonly engine: EngineName;
  /** Of the catalogue, by index. */
  readonly titles: readonly string[];
  /** Numbers of purchases after which to test, ascending. */
  readonly at: readonly number[];
}

/**
 * Lets a real shopper's purchases happen in a browser: a page for each, on which the item is opened and bought, and between them the
 * lists that test what has been learned, on which nothing is done.
 *
 * @returns [at.length]: mean NDCG@10 over the lists of each test by what the tag makes of them, the shop's own order left out, which is
 *   random here; NaN where there is no list.
 */
export async function liveAsShopper(
  browser: Browser,
  { pages, tests }: ShopperLists,
  { url, engine, titles, at }: ShopperWorld,
): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1 } });
  await loneTag(context, engine);
  let shown: ShopperList = { items: [], wanted: 0 };
  await context.route(`${url}/list/*`, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      body: shopperPage(shown.items.map((item) => ({ id: String(item), title: titles[item] }))),
    }),
  );
  const date = await setDate(context, url);
  try {
    const page = await context.newPage();
    const call = await inPage(page);
    let visits = 0;
    const open = async (list: ShopperList): Promise<void> => {
      shown = list;
      await page.goto(`${url}/list/${visits++}`);
      await call(tagIs, "ranked");
    };
    const figures: number[] = [];
    let learned = 0;
    for (const count of at) {
      const lists = tests.get(count) ?? [];
      for (; lists.length > 0 && learned < count; learned++) {
        await date.set(call, pages[learned].atMs);
        await open(pages[learned]);
        await buy({ call, date }, pages[learned]);
      }
      let sum = 0;
      for (const list of lists) {
        await open(list);
        sum += listFigure(await scoresOf(call, list), list.wanted, "ndcg@10");
      }
      figures.push(sum / lists.length); // NaN for none
    }
    return figures;
  } finally {
    await context.close();
  }
}

/** As the logs have it: everything was seen, one item was opened and bought. */
async function buy(
  { call, date }: { readonly call: InPage; readonly date: SetDate },
  { items, wanted, atMs }: ShopperList & { readonly atMs: number },
): Promise<void> {
  await date.set(call, atMs + 5_000);
  await call(
    async ({ ids, id }) => {
      const { feedback } = window.personalRank!;
      feedback.shown(ids, null);
      feedback.chosen(id, null);
      feedback.acted("purchase", [id]);
      await window.personalRank!.inspect(); // answered once both have been learned
    },
    { ids: items.map(String), id: String(items[wanted]) },
  );
}

/**
 * [n], in the order of the list, without what the place in the shop's order adds.
 *
 * @throws {Error} if the tag has not ranked all of them.
 */
async function scoresOf(call: InPage, { items }: ShopperList): Promise<Float64Array> {
  const byId = new Map(
    await call(() =>
      window.personalRank!.ranking!.items.map(
        ({ id, parts }) => [id, parts.global + parts.personal] as const,
      ),
    ),
  );
  return Float64Array.from(items, (item) => {
    const score = byId.get(String(item));
    if (score === undefined)
      throw new Error(`Cannot test a list because the tag has left out item ${item}: it ranked ${byId.size}`);
    return score;
  });
}
