import type { Ranking } from "../../src/ranking/ranking.ts";
import type { Inspection } from "../../src/worker/protocol.ts";
import type { Visitor } from "./engine.ts";

/** The visitor looks at a card for a second before it counts; this is a little longer. */
const LOOK_MS = 1_400;
/** Who leaves a product page within a second is taken for a machine. */
const READ_MS = 1_200;
const WAIT_MS = 60_000;
const POLL_MS = 50;

/** The demo shop in one of the engines; what `e2e/shop-page.ts` is for Playwright. */
export class EngineShop {
  readonly visitor: Visitor;
  /** The one line that this journey is to find on the console. */
  expectedLine: RegExp | null = null;
  #isClosed = false;

  constructor(visitor: Visitor) {
    this.visitor = visitor;
  }

  /** Ends the browser, which may have been done before. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.visitor.close();
  }

  /** What nobody expected: exceptions in a page, and warnings and errors on the console. */
  complaints(): string[] {
    const lines = this.visitor.consoleLines.filter((line) => this.expectedLine?.test(line) !== true);
    return [...this.visitor.exceptions, ...lines];
  }

  open(path: string): Promise<void> {
    return this.visitor.open(this.visitor.baseUrl + path);
  }

  /** Says yes in the banner that the shop shows to new visitors. */
  async consent(): Promise<void> {
    await this.open("/search?q=lamp");
    await this.visitor.click('[data-consent-choice="granted"]');
    await this.ranking();
  }

  async search(query: string): Promise<Ranking> {
    await this.open(`/search?q=${encodeURIComponent(query)}`);
    return this.ranking();
  }

  /** The ranking on screen; waits for the first one, and until its cards have arrived at their places. */
  async ranking(): Promise<Ranking> {
    await this.waitFor("a ranking", () => window.personalRank?.ranking != null);
    await this.settled();
    return this.visitor.evaluate(() => window.personalRank!.ranking!);
  }

  /** Waits until the cards have arrived at their places. */
  settled(): Promise<void> {
    return this.waitFor("cards that stand still", () => document.getAnimations().length === 0);
  }

  /** Ids of the cards from top to bottom, as they stand in the page. */
  idsOnPage(): Promise<string[]> {
    return this.visitor.evaluate(() =>
      Array.from(
        document.querySelectorAll<HTMLElement>("#results > .card"),
        (card) => card.dataset["id"] ?? "",
      ),
    );
  }

  /** Looks at what is on screen long enough for it to count. */
  async look(): Promise<void> {
    await pause(LOOK_MS);
  }

  /** Stays on a product page as long as a person does at least. */
  async read(): Promise<void> {
    await pause(READ_MS);
  }

  /** Follows the link of a card to its product page, and is gone from there as soon as it has come. */
  async hop(id: string): Promise<void> {
    await this.visitor.click(`#results > .card[data-id="${id}"] a`);
    await this.waitFor(
      "the product page",
      () => location.pathname.startsWith("/product/") && document.readyState === "complete",
    );
  }

  /** Follows the link of a card to its product page, and reads there. */
  async follow(id: string): Promise<void> {
    await this.hop(id);
    await this.read();
  }

  inspect(): Promise<Inspection> {
    return this.visitor.evaluate(() => window.personalRank!.inspect());
  }

  /** Waits until the worker has learned this often. */
  async generation(atLeast: number): Promise<void> {
    await this.waitFor(
      `${atLeast} updates`,
      async (wanted) => (await window.personalRank!.inspect()).started.generation >= wanted,
      atLeast,
    );
  }

  databases(): Promise<string[]> {
    return this.visitor.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
  }

  /** Asks the page until it says yes. A page that goes away meanwhile is asked again when it has become another. */
  async waitFor<Args extends readonly unknown[]>(
    what: string,
    holds: (...args: Args) => boolean | Promise<boolean>,
    ...args: Args
  ): Promise<void> {
    const deadline = Date.now() + WAIT_MS;
    let last: unknown = "the page said no";
    while (Date.now() < deadline) {
      try {
        if (await this.visitor.evaluate(holds, ...args)) return;
      } catch (thrown) {
        last = thrown;
      }
      await pause(POLL_MS);
    }
    const page = await this.visitor
      .evaluate(
        () =>
          `${location.href}, ${document.readyState}, the tag is ${window.personalRank?.state ?? "not there"}`,
      )
      .catch(String);
    throw new Error(`Waited ${WAIT_MS} ms for ${what}: ${String(last)} (${page})`);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
