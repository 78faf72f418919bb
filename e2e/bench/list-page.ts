import type { Browser, CDPSession, Page } from "playwright";
import { startDemo } from "../demo-server.ts";
import { titlesOf } from "./workloads.ts";

const CARDS = 48;
const BRANDS = ["Alder", "Birch", "Cedar", "Dune"];

/** A page of the demo shop's server with a list of 48 cards whose links stay on the page, ranked once, in a browser profile of its own. */
export interface ListPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  close(): Promise<void>;
}

/** @param root The repository; the product must have been built. */
export async function openListPage(browser: Browser, root: string): Promise<ListPage> {
  const demo = await startDemo();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route("**/bench-list", (route) =>
    route.fulfill({ contentType: "text/html", body: listHtml(titlesOf(root, CARDS)) }),
  );
  await page.goto(`${demo.url}/bench-list`);
  await page.waitForFunction(() => window.personalRank?.ranking != null, null, { timeout: 60_000 });
  return {
    page,
    cdp: await context.newCDPSession(page),
    close: async () => {
      await context.close();
      await demo.stop();
    },
  };
}

function listHtml(titles: readonly string[]): string {
  const cards = titles.map((title, at) => {
    const brand = BRANDS[at % BRANDS.length];
    return `<li class="card" data-id="item-${at}" data-brand="${brand}" data-price="${10 + at}" style="height:160px"><a href="#"><h3>${brand} ${title}</h3></a></li>`;
  });
  return `<!doctype html><title>List</title><script type="module" src="/personal-rank.js"></script>
    <script>addEventListener("click", (event) => { if (event.target.closest("a")) event.preventDefault(); });</script>
    <personal-rank item=".card" list-id="shelf" query="chair" consent="granted" backend="wasm"><ul id="results">${cards.join("")}</ul></personal-rank>`;
}
