import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright";
import type { ErrorDetail } from "../../../src/page/report.ts";
import { startShopServer } from "../../hosting/shop-server.ts";
import { openChromium } from "../open-chromium.ts";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const SETTLE_MS = 60_000;

/** Twelve things of a shop; a model that works puts the chairs first. */
const TITLES = [
  "Brass floor lamp",
  "Oak dining chair",
  "Linen table cloth",
  "Folding chair, red",
  "Wool rug, grey",
  "Oak armchair",
  "Paper lantern",
  "Rattan lounge chair",
  "Garden bench",
  "Steel stacking chair",
  "Desk lamp, black",
  "Walnut desk chair",
];
export const SHOP_ORDER: readonly string[] = TITLES.map((_, at) => `item-${at}`);

declare global {
  interface Window {
    /** What the page was told of, oldest first. */
    recordedErrors: ErrorDetail[];
    /** By the page, oldest first. */
    madeWorkers: Worker[];
  }
}

/** One page of one new visitor. */
export interface FaultVisit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What reached `window.onerror`. */
  readonly exceptions: readonly string[];
  /** Ids of the cards as they stand. */
  ids(): Promise<string[]>;
  errors(): Promise<ErrorDetail[]>;
  /** Waits for the first ranking, or for ranking to be given up; says which. 60 s unless said. */
  settled(withinMs?: number): Promise<"ranked" | "stopped" | "neither">;
}

export interface VisitOptions {
  /** The page; {@link shopPage} unless given. */
  readonly html?: string;
  /** JavaScript in front of the script of the n-th worker, from 0; null for none. */
  readonly beforeWorker?: (number: number) => string | null;
  /** Before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A Chromium and a shop in front of it, for pages that are broken on purpose. */
export interface FaultBrowser {
  readonly origin: string;
  readonly browser: Browser;
  visit(options?: VisitOptions): Promise<FaultVisit>;
  close(): Promise<void>;
}

/** The page of the shop. @param attributes More of the tag's; `before` comes in front of everything in the page. */
export function shopPage(
  attributes = "",
  { before = "", cards = cardsOf(TITLES) }: { before?: string; cards?: string } = {},
): string {
  return `<!doctype html><title>Shop</title>${before}<ul id="results">${cards}</ul>
    <script type="module" src="/personal-rank.js" data-model="/models/shelf-tiny/" data-list="#results" data-item=".card"
      data-query="chair" data-backend="wasm" data-consent="granted" ${attributes}></script>`;
}

/** Cards of these titles. */
export function cardsOf(titles: readonly string[]): string {
  return titles
    .map(
      (title, at) =>
        `<li class="card" data-id="item-${at}" data-price="${20 + at}"><a href="#${at}"><h2>${title}</h2></a></li>`,
    )
    .join("");
}

/** @param args More for Chromium. */
export async function openFaultBrowser(args: readonly string[] = []): Promise<FaultBrowser> {
  const browser = await openChromium(args);
  let html = "";
  const server = await startShopServer(
    (path) => (path === "/" ? html : null),
    () => ({ "cache-control": "no-store" }),
  );
  const workerScript = readFileSync(`${DIST}personal-rank-worker.js`, "utf8");
  return {
    origin: server.origin,
    browser,
    visit: async ({ html: wanted = shopPage(), beforeWorker, prepare } = {}) => {
      html = wanted;
      const context = await browser.newContext();
      const page = await context.newPage();
      const exceptions: string[] = [];
      page.on("pageerror", (error) => exceptions.push(String(error)));
      await page.addInitScript(() => {
        const errors: ErrorDetail[] = [];
        const workers: Worker[] = [];
        Object.assign(window, { recordedErrors: errors, madeWorkers: workers });
        document.addEventListener("personal-rank:error", (event) => errors.push(event.detail));
        window.Worker = class extends Worker {
          constructor(url: string | URL, options?: WorkerOptions) {
            super(url, options);
            workers.push(this);
          }
        };
      });
      if (beforeWorker !== undefined) {
        let made = 0;
        await page.route("**/personal-rank-worker.js", (route) =>
          route.fulfill({
            contentType: "text/javascript",
            body: `${beforeWorker(made++) ?? ""};\n${workerScript}`,
          }),
        );
      }
      await prepare?.(page);
      await page.goto(server.origin, { waitUntil: "domcontentloaded" });
      return {
        page,
        context,
        exceptions,
        ids: () =>
          page
            .locator("#results > .card")
            .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["id"] ?? "")),
        errors: () => page.evaluate(() => window.recordedErrors),
        settled: async (withinMs = SETTLE_MS) => {
          const handle = await page
            .waitForFunction(
              () => {
                if (window.personalRank?.ranking != null) return "ranked";
                return window.recordedErrors.some(({ severity }) => severity === "stopped")
                  ? "stopped"
                  : null;
              },
              null,
              { timeout: withinMs, polling: 20 },
            )
            .catch(() => null);
          return (await handle?.jsonValue()) ?? "neither";
        },
      };
    },
    close: async () => {
      await browser.close();
      await server.stop();
    },
  };
}
