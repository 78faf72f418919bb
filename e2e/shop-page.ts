import type { ConsoleMessage, Page } from "@playwright/test";
import type { Inspection } from "../src/worker/protocol.ts";
import type { Ranking } from "../src/ranking/ranking.ts";
import type { ErrorDetail } from "../src/page/report.ts";

/** The visitor looks at a card for a second before it counts; this is a little longer. */
const LOOK_MS = 1_400;
/** Who leaves a product page within a second is taken for a machine. */
const READ_MS = 1_200;
const RANK_TIMEOUT_MS = 60_000;

/** One tab of one visitor in the demo shop. */
export class ShopPage {
  readonly page: Page;
  readonly baseUrl: string;
  /** What reached `window.onerror`: must stay empty whatever happens. */
  readonly exceptions: string[] = [];
  /** Our own lines on the console. */
  readonly messages: string[] = [];
  /** Requests to the sync server. */
  readonly syncRequests: string[] = [];

  constructor(page: Page, baseUrl: string) {
    this.page = page;
    this.baseUrl = baseUrl;
    page.on("pageerror", (error) => this.exceptions.push(String(error)));
    page.on("console", (message: ConsoleMessage) => {
      if (message.text().startsWith("personal-rank:")) this.messages.push(message.text());
    });
    page.context().on("request", (request) => {
      const { pathname, origin } = new URL(request.url());
      if (origin === new URL(baseUrl).origin && pathname.startsWith("/v1/"))
        this.syncRequests.push(`${request.method()} ${pathname}`);
    });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.baseUrl + path);
  }

  /** Opens a list and waits until it has been ranked. */
  async openRanked(path: string): Promise<Ranking> {
    await this.open(path);
    return this.ranking();
  }

  search(query: string): Promise<Ranking> {
    return this.openRanked(`/search?q=${encodeURIComponent(query)}`);
  }

  /** The ranking on screen; waits for the first one. */
  async ranking(): Promise<Ranking> {
    await this.page.waitForFunction(() => window.personalRank?.ranking != null, null, {
      timeout: RANK_TIMEOUT_MS,
    });
    return this.page.evaluate(() => window.personalRank!.ranking!);
  }

  /** Ids of the cards from top to bottom, as they stand in the page. */
  idsOnPage(): Promise<string[]> {
    return this.page
      .locator("#results > .card")
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["id"]!));
  }

  /** Looks at what is on screen long enough for it to count. */
  async look(): Promise<void> {
    await this.page.waitForTimeout(LOOK_MS);
  }

  /** Follows the link of a card to its product page, and reads there. */
  async follow(id: string): Promise<void> {
    await this.page.locator(`#results > .card[data-id="${id}"] a`).first().click();
    await this.page.waitForURL(/\/product\//);
    await this.page.waitForTimeout(READ_MS);
  }

  inspect(): Promise<Inspection> {
    return this.page.evaluate(() => window.personalRank!.inspect());
  }

  /** Waits until the worker has learned this often. */
  async generation(atLeast: number): Promise<void> {
    await this.page.waitForFunction(
      async (wanted) =>
        window.personalRank?.state === "ready" &&
        (await window.personalRank.inspect()).started.generation >= wanted,
      atLeast,
      { timeout: RANK_TIMEOUT_MS, polling: 200 },
    );
  }

  /** Records every `personal-rank:error` of each page from its start. */
  async recordErrors(): Promise<void> {
    await this.page.addInitScript(() => {
      const errors: ErrorDetail[] = [];
      Object.assign(window, { recordedErrors: errors });
      document.addEventListener("personal-rank:error", (event) => errors.push(event.detail));
    });
  }

  errors(): Promise<ErrorDetail[]> {
    return this.page.evaluate(() => (window as unknown as { recordedErrors: ErrorDetail[] }).recordedErrors);
  }

  async waitForError(reason: ErrorDetail["reason"]): Promise<ErrorDetail> {
    await this.page.waitForFunction(
      (wanted) =>
        (window as unknown as { recordedErrors: ErrorDetail[] }).recordedErrors.some(
          (error) => error.reason === wanted,
        ),
      reason,
      { timeout: 60_000 },
    );
    return (await this.errors()).find((error) => error.reason === reason)!;
  }
}
