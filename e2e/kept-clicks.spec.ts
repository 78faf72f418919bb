import { type BrowserContext, expect, type Page } from "@playwright/test";
import { seededRandom } from "../src/base/random.ts";
import { test } from "./fixtures.ts";
import type { ShopPage } from "./shop-page.ts";

/**
 * Every click on a list that has been ranked is learned, however the page goes away: `CLICKS=1000` makes a campaign of the
 * short run, `SEED` another one of it.
 */
const CLICKS = Number(process.env["CLICKS"] ?? 18);
const SEED = Number(process.env["SEED"] ?? 1);
const IS_CAMPAIGN = CLICKS > 36;
/** An inspection names the newest 200 events, and each click may come with the whole list as seen. */
const CLICKS_PER_VISITOR = IS_CAMPAIGN ? 15 : 9;
/** At the same time: most of a visit is waiting. */
const VISITORS = IS_CAMPAIGN ? 3 : 2;
const CARDS = 12;
const MAX_STAY_MS = 300;
const PATIENCE_MS = 60_000;

/** How a click ends its page. */
const WAYS = [
  "link", // a plain link
  "at-once", // a script follows the link in the very moment the list is ranked
  "assign", // the page takes the click for itself, and goes by `location.assign`
  "mouseup", // the same, before there is a click
  "pointerdown", // the same, before the button is up again
  "whole-card", // the picture beside the link is pressed, and a listener on the card follows it
  "keyboard", // Enter on the focused link
  "new-tab", // target="_blank"
  "middle-button",
] as const;
type Way = (typeof WAYS)[number];
const STAYS: readonly Way[] = ["new-tab", "middle-button"];

/** Where the click leads: a page with the tag, one without it, one that is long in coming, one on another host. */
const NEXT_PAGES = ["tag", "no-tag", "slow", "elsewhere"] as const;
const SLOW_MS = 2_000;

const TAG = `<script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm"`;

function listPage(visit: string, way: Way, next: string): string {
  const target = way === "new-tab" ? 'target="_blank"' : "";
  const cards = Array.from({ length: CARDS }, (_, at) => {
    const href = next === "elsewhere" ? `http://elsewhere.test/kept/elsewhere` : `/kept/${next}`;
    return `<li class="card" data-id="${visit}-${at}"><a href="${href}?${visit}-${at}" ${target}><h3>Stool number ${at}</h3></a><i>picture</i></li>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>list</title>
    <style>ul { padding: 0; display: grid; grid-template-columns: repeat(4, 1fr) } li { height: 120px; overflow: hidden } a, i { display: block; height: 55px } h3 { margin: 0 }</style>
    <ul id="results">${cards.join("")}</ul>
    <script>
      const way = ${JSON.stringify(way)};
      const linkOf = ({ target }) => target.closest(".card")?.querySelector("a");
      const go = (event, move) => { const link = linkOf(event); if (link) { event.preventDefault(); move(link.href); } };
      if (way === "assign") addEventListener("click", (event) => go(event, (url) => location.assign(url)));
      for (const type of ["mouseup", "pointerdown"]) if (way === type) {
        addEventListener(type, (event) => go(event, (url) => location.assign(url)));
        addEventListener("click", (event) => event.preventDefault());
      }
      if (way === "whole-card") addEventListener("click", (event) => { if (!event.target.closest("a")) go(event, (url) => location.assign(url)); });
      addEventListener("auxclick", (event) => { window.middleClicked = linkOf(event)?.search.slice(1); });
      document.addEventListener("personal-rank:order", () => {
        if (way !== "at-once" || window.isDone) return;
        window.isDone = true;
        document.querySelectorAll(".card a")[Number(location.hash.slice(1))].click();
      });
    </script>
    ${TAG} data-list="#results" data-item=".card"></script>`;
}

/** @param onFollow Told which card's link was followed: the truth that the visitor's log is compared with. */
async function serve(context: BrowserContext, onFollow: (id: string) => void): Promise<void> {
  await context.route("**/kept/**", async (route) => {
    const { pathname, search, searchParams } = new URL(route.request().url());
    const kind = pathname.split("/").at(-1);
    if (kind !== "list") onFollow(search.slice(1));
    const body =
      kind === "list"
        ? listPage(searchParams.get("visit")!, searchParams.get("way") as Way, searchParams.get("next")!)
        : `<!doctype html><title>${kind}</title><h1>stool</h1>${kind === "tag" ? `${TAG}></script>` : ""}`;
    if (kind === "slow") await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    await route.fulfill({ contentType: "text/html", body }).catch(() => undefined); // the tab was closed meanwhile
  });
}

/** Does one click on the list that is open, as the visitor would. */
async function press(page: Page, way: Way, at: number): Promise<void> {
  const card = page.locator(".card").nth(at);
  // A press on a card that is on its way may go down on one and up on another: no click for anybody.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const { x, y } = (await card.locator(way === "whole-card" ? "i" : "a").boundingBox())!;
  await page.mouse.move(x + 20, y + 20);
  if (way === "keyboard") {
    await card.locator("a").focus();
    await page.keyboard.press("Enter");
  } else {
    const button = way === "middle-button" ? "middle" : "left";
    await page.mouse.down({ button });
    // A press takes a person 50 ms or more: by then a page that goes at `pointerdown` is gone.
    await page.waitForTimeout(way === "pointerdown" ? 200 : 0);
    await page.mouse.up({ button });
  }
}

async function middleClicked(page: Page): Promise<string> {
  const id = await page.waitForFunction(() => (window as { middleClicked?: string }).middleClicked);
  return (await id.jsonValue())!;
}

/** What one visitor did, and what the log of the same visitor's browser then holds. */
interface Visit {
  readonly followed: readonly { readonly id: string; readonly how: string }[];
  readonly learned: readonly string[];
  readonly exceptions: readonly string[];
  readonly messages: readonly string[];
}

/** Follows one card after the other, from a list that is opened anew for each. */
async function visit(shop: ShopPage, clicks: readonly number[]): Promise<Visit> {
  const { page, baseUrl } = shop;
  const random = seededRandom(SEED * 100_000 + clicks[0]);
  const draw = (count: number): number => Math.floor(random() * count);
  const followed: { id: string; how: string }[] = [];
  let how = "";
  await serve(page.context(), (id) => followed.push({ id, how }));
  await page.emulateMedia({ reducedMotion: "reduce" }); // the cards stand where they are pressed
  for (const [done, click] of clicks.entries()) {
    // The short run has every way, each of them to two kinds of page; a campaign draws.
    const way = WAYS[IS_CAMPAIGN ? draw(WAYS.length) : click % WAYS.length];
    const next = NEXT_PAGES[IS_CAMPAIGN ? draw(NEXT_PAGES.length) : click % NEXT_PAGES.length];
    const at = draw(CARDS);
    how = `${way} to ${next}`;
    await page.goto(`${baseUrl}/kept/list?visit=v${click}&way=${way}&next=${next}#${at}`);
    if (way !== "at-once") {
      await page.waitForFunction(() => window.personalRank?.ranking != null, null, {
        timeout: PATIENCE_MS,
        polling: 5,
      });
      await press(page, way, at);
    }
    // The first request of such a tab escapes the routes of a test.
    if (way === "middle-button") followed.push({ id: await middleClicked(page), how });
    await expect
      .poll(() => followed.length, { timeout: PATIENCE_MS, intervals: [1], message: how })
      .toBe(done + 1);
    if (!STAYS.includes(way))
      await expect
        .poll(() => page.url(), { timeout: PATIENCE_MS, intervals: [1] })
        .not.toContain("/kept/list");
    await page.waitForTimeout(draw(MAX_STAY_MS));
    for (const tab of page.context().pages()) if (tab !== page) await tab.close();
  }
  // The last page that the visitor opens hears of what the ones before did not see answered.
  await page.goto(`${baseUrl}/kept/list?visit=last${clicks[0]}&way=link&next=tag`);
  await shop.ranking();
  const learned = async (): Promise<string[]> =>
    (await shop.inspect()).events.filter(({ type }) => type === "click").map(({ itemId }) => itemId);
  await expect
    .poll(async () => (await learned()).length, { timeout: 20_000 })
    .toBe(followed.length)
    .catch(() => undefined); // whoever compares says which
  const { exceptions, messages } = shop;
  const result = { followed, learned: await learned(), exceptions, messages };
  await page.context().close();
  return result;
}

test(`${CLICKS} clicks that end their page at once are learned, each of them once`, async ({
  newVisitor,
}) => {
  test.setTimeout(120_000 + CLICKS * 8_000);
  const turns: number[][] = [];
  for (let first = 0; first < CLICKS; first += CLICKS_PER_VISITOR)
    turns.push(Array.from({ length: Math.min(CLICKS_PER_VISITOR, CLICKS - first) }, (_, at) => first + at));
  const visits: Visit[] = [];
  const lostOf = ({ followed, learned }: Visit): string[] =>
    followed.filter(({ id }) => !learned.includes(id)).map(({ id, how }) => `${id}: ${how}`);
  const visitors = Array.from({ length: VISITORS }, async () => {
    for (let clicks = turns.shift(); clicks !== undefined; clicks = turns.shift()) {
      visits.push(await visit(await newVisitor(), clicks));
      if (IS_CAMPAIGN)
        console.log(
          `${visits.flatMap(({ learned }) => learned).length} of ${visits.flatMap(({ followed }) => followed).length} clicks learned; lost: ${visits.flatMap(lostOf).join(", ") || "none"}`,
        );
    }
  });
  await Promise.all(visitors);
  const learned = visits.flatMap((done) => done.learned);
  expect(visits.flatMap(({ exceptions }) => exceptions)).toEqual([]);
  expect(visits.flatMap(lostOf), visits.flatMap(({ messages }) => messages).join("\n")).toEqual([]);
  expect(new Set(learned).size).toBe(learned.length); // none of them twice
  expect(learned).toHaveLength(CLICKS);
});
