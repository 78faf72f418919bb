import { expect, type Page } from "@playwright/test";
import type { Kind } from "../src/page/kinds.ts";
import type { StoredEvent } from "../src/worker/protocol.ts";

/** The words of each story take this long to read three times as fast as most; a little more. */
const STORY_MS = 12_500;

/** What the visitor likes on a page, and what is done with one item of it, from the list on. */
interface Visit {
  readonly kind: Kind;
  readonly cards: number;
  /** Of the cards, the ones of a subject; by text on the card. */
  readonly subject: string;
  /** The sign that the page must have seen. */
  readonly sign: StoredEvent["type"];
  readonly use: (page: Page, card: string) => Promise<void>;
}

/** One for each kind of page. */
export const EXAMPLE_VISITS: readonly Visit[] = [
  {
    kind: "shop",
    cards: 28,
    subject: "Tents",
    sign: "cart",
    use: async (page, card) => {
      await page.locator(`${card} a`).click();
      await page.waitForURL(/item=/);
      await page.getByRole("button", { name: "Add to basket" }).press("Enter");
      await expect(page.locator("[data-basket]")).not.toHaveText("0");
    },
  },
  {
    kind: "video",
    cards: 30,
    subject: "Dark Skies",
    sign: "goal",
    use: async (page, card) => {
      await page.locator(`${card} a`).press("Enter");
      const video = page.locator("video");
      await video.evaluate((element: HTMLVideoElement) => (element.playbackRate = 16));
      await video.press("Space");
      await page.waitForFunction(() => document.querySelector("video")!.ended, null, { timeout: 30_000 });
    },
  },
  {
    kind: "feed",
    cards: 28,
    subject: "Juno Pike",
    sign: "engage",
    use: async (page, card) => {
      await page.locator(card).getByRole("button", { name: "Like" }).press("Space");
      await expect(page.locator(card).getByRole("button", { name: "Like" })).toHaveAttribute(
        "aria-pressed",
        "true",
      );
    },
  },
  {
    kind: "help",
    cards: 30,
    subject: "Abroad",
    sign: "goal",
    use: async (page, card) => {
      await page.locator(`${card} summary`).press("Enter");
      await page.locator(card).getByRole("button", { name: "Yes" }).press("Enter");
      await expect(page.locator(card).getByRole("status")).toHaveText("Glad to hear that.");
    },
  },
  {
    kind: "news",
    cards: 24,
    subject: "Football",
    sign: "goal",
    use: async (page, card) => {
      await page.locator(`${card} a`).press("Enter");
      await page.waitForURL(/story=/);
      for (const start = Date.now(); Date.now() - start < STORY_MS; await page.waitForTimeout(1_000))
        await page.keyboard.press("PageDown");
    },
  },
];
