import type { CardOf } from "./page-item.ts";

/** The text that a page is about. */
export interface Article {
  readonly body: Element;
  /** The paragraphs in which half of the words are over, and all of them. */
  readonly half: Element;
  readonly end: Element;
  readonly words: number;
}

/** Fewer are a teaser, or what stands before a barrier. */
const MIN_WORDS = 60;
const PARAGRAPHS = "p, li, h2, h3, h4, blockquote, pre, td, figcaption";
/** What an article may be, the surest first. */
const BODIES = ['[itemprop~="articleBody"]', 'article, [role="article"]', 'main, [role="main"]'];
const BESIDE_IT = "aside, nav, footer, form, [hidden]";

/**
 * The longest text of its kind on the page, without the comments below it and the lists beside it; null if it is shorter than
 * 60 words. Reads all text of the page: call it seldom.
 */
export function findArticle(cardOf: CardOf): Article | null {
  for (const selector of BODIES) {
    const found = [...document.querySelectorAll(selector)]
      .filter((body) => cardOf(body) === null)
      .flatMap((body) => measure(body, selector, cardOf) ?? []);
    if (found.length > 0) return found.reduce((best, other) => (other.words > best.words ? other : best));
  }
  return null;
}

function measure(body: Element, selector: string, cardOf: CardOf): Article | null {
  const isOwn = (paragraph: Element): boolean => {
    const beside = paragraph.closest(BESIDE_IT);
    const isBeside = beside !== null && body.contains(beside);
    // A comment is often an article in the article.
    return !isBeside && paragraph.closest(selector) === body && cardOf(paragraph) === null;
  };
  const paragraphs = [...body.querySelectorAll(PARAGRAPHS)]
    .filter((paragraph) => paragraph.querySelector(PARAGRAPHS) === null && isOwn(paragraph))
    .map((element) => ({ element, words: wordsIn(element.textContent ?? "") }))
    .filter(({ words }) => words > 0);
  const total = paragraphs.reduce((sum, { words }) => sum + words, 0);
  if (total < MIN_WORDS) return null;
  let soFar = 0;
  const half = paragraphs.find(({ words }) => (soFar += words) >= total / 2);
  const end = paragraphs.at(-1);
  if (half === undefined || end === undefined) return null;
  return { body, half: half.element, end: end.element, words: total };
}

/** Scripts without spaces, such as Chinese, are read at about two characters to a word. */
function wordsIn(text: string): number {
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  return dense > text.length / 4 ? dense / 2 : text.split(/\s+/).filter((word) => word !== "").length;
}
