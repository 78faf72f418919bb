import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findArticle } from "./find-article.ts";
import { cardOf, describePage, type Observed, observed, wait } from "./kind-feedback.test-helper.ts";

const SEEN_MS = 150;
/** 800 words take 200 s at 240 words a minute; 60 s of them are asked for, and half of that for the half. */
const PARAGRAPHS = 16;
const WORDS = 50;
let page: Observed;
let nowMs = 0;

beforeEach(() => {
  nowMs = 0;
  page = observed("news", () => nowMs);
});
afterEach(() => {
  page.stop();
  document.body.replaceChildren();
  scrollTo(0, 0);
});

describe("observeReading", () => {
  test("tells of half an article and of all of it, each once, if the time is plausible", async () => {
    showArticle();
    await scrollOver(0.1, 20_000);
    expect(page.told).toEqual([]);
    await scrollOver(0.55, 15_000);
    expect(page.told).toEqual(["engage story"]);
    await scrollOver(1, 30_000);
    await scrollOver(0.2, 5_000);
    await scrollOver(1, 5_000);
    expect(page.told).toEqual(["engage story", "goal story"]);
  });

  test("waits with who scrolls to the end at once, and does not wait for who has gone away", async () => {
    showArticle();
    await scrollOver(1, 2_000);
    expect(page.told).toEqual([]);
    await scrollOver(0.98, 10_000_000); // a pause counts as a minute
    expect(page.told).toEqual(["engage story", "goal story"]);
  });

  test("counts a pause as no more than a minute", async () => {
    showArticle(40);
    await scrollOver(0.1, 10_000_000);
    await scrollOver(1, 1_000);
    // 2,000 words ask for 75 s for the half, and 150 s in all.
    expect(page.told).toEqual([]);
    await scrollOver(0.9, 20_000);
    expect(page.told).toEqual(["engage story"]);
  });

  test("does not take the time with the first half for a reading of all", async () => {
    showArticle();
    await scrollOver(0.55, 50_000);
    await scrollOver(0.6, 50_000);
    expect(page.told).toEqual(["engage story"]);
  });

  test("reads another article when the page navigates by itself", async () => {
    const before = location.href;
    showArticle();
    await scrollOver(0.55, 50_000);
    history.pushState(null, "", "?story=2");
    document.body.replaceChildren();
    showArticle(PARAGRAPHS, "second");
    scrollTo(0, 0);
    await scrollOver(0.1, 1_000);
    await scrollOver(1, 10_000);
    history.replaceState(null, "", before);
    expect(page.told).toEqual(["engage story"]);
  });
});

describe("findArticle", () => {
  test("takes the longest article, without its comments and what stands beside it", () => {
    document.body.innerHTML = `<main><p>${words(30)}</p>
      <article id="it"><p>${words(70)}</p><p id="half">${words(30)}</p><p id="end">${words(60)}</p>
        <aside><p>${words(500)}</p></aside>
        <article><p>${words(100)}</p></article></article>
      <li data-id="a"><article><p>${words(900)}</p></article></li></main>`;
    const found = findArticle(cardOf)!;
    expect([found.body.id, found.half.id, found.end.id, found.words]).toEqual(["it", "half", "end", 160]);
  });

  test("takes the page's main part where nothing is called an article", () => {
    document.body.innerHTML = `<main id="it"><h1>One</h1><p>${words(80)}</p></main>`;
    expect(findArticle(cardOf)!.words).toBe(80);
  });

  test.each([
    ["a teaser", `<article><p>${"word ".repeat(59)}</p></article>`],
    ["a list", `<main><ul><li data-id="a"><p>${"word ".repeat(500)}</p></li></ul></main>`],
  ])("finds no article in %s", (_, html) => {
    document.body.innerHTML = html;
    expect(findArticle(cardOf)).toBeNull();
  });

  test("counts Chinese text by its characters, two to a word", () => {
    document.body.innerHTML = `<article><p>${"新聞報道".repeat(50)}</p></article>`;
    expect(findArticle(cardOf)!.words).toBe(100);
  });
});

function words(count: number): string {
  return Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
}

function showArticle(paragraphs = PARAGRAPHS, id = "story"): void {
  document.body.innerHTML = `<article>${`<p style="height:60vh">${words(WORDS)}</p>`.repeat(paragraphs)}</article>`;
  describePage({ "@type": "NewsArticle", "@id": id, url: location.href });
  // The page's address is an id too; one name is enough here.
  document.querySelector("article")!.dataset["personalRankItem"] = id;
}

/** Lets the time pass, and then scrolls to a share of the page. */
async function scrollOver(share: number, afterMs: number): Promise<void> {
  nowMs += afterMs;
  scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * share);
  await wait(SEEN_MS);
  nowMs += 300;
  document.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true }));
  await wait(SEEN_MS);
}
