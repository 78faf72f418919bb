import type { Action } from "../../ranking/interaction.ts";
import { type Article, findArticle } from "./find-article.ts";
import type { KindSigns } from "./kind-feedback.ts";
import { guarded, listenToPage } from "./listen-to-page.ts";
import { itemIdsOf } from "./page-item.ts";

const WORDS_PER_MINUTE = 240;
/** Who reads three times as fast as most has at least looked at every paragraph; who is faster has scrolled by. */
const MIN_TIME_SHARE = 0.3;
/** Who does nothing for longer has gone away. */
const MAX_PAUSE_MS = 60_000;
/** What moves a page comes many times a second. */
const ACTIVITY_STEP_MS = 250;
const MAX_ATTEMPTS = 5;
const ATTEMPT_EVERY_MS = 1_500;
const ACTIVITY = ["scroll", "keydown", "pointerdown", "pointermove"] as const;

/**
 * Tells whether the page's article was read: how far, by words and not by pixels, and whether that can be in the time that the
 * visitor was there. Teasers in a list are no articles.
 *
 * @returns Stops watching.
 */
export function observeReading({ kind, cardOf, acted, now }: KindSigns): () => void {
  let article: Article | null = null;
  let href: string | null = null;
  let isVisible = document.visibilityState === "visible";
  let countedMs = 0;
  let activeAtMs = now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let attemptAtMs = 0;
  const reached = new Set<Element>();
  const told = new Set<Action>();

  /** Time counts while the page is in view, and something happens now and then. */
  const pauseMs = (): number => (isVisible ? Math.min(now() - activeAtMs, MAX_PAUSE_MS) : 0);
  const countPause = (): void => {
    countedMs += pauseMs();
    activeAtMs = now();
  };
  const check = guarded((): void => {
    clearTimeout(timer);
    if (article === null || reached.size === 0 || told.has("goal")) return;
    const { body, half, end, words } = article;
    // Its list may have been found only now.
    if ([body, half, end].some((element) => cardOf(element) !== null)) return begin();
    const fullMs = (words / WORDS_PER_MINUTE) * 60_000 * MIN_TIME_SHARE;
    const steps = [
      { paragraph: half, needsMs: fullMs / 2, action: "engage" },
      { paragraph: end, needsMs: fullMs, action: "goal" },
    ] as const;
    for (const { paragraph, needsMs, action } of steps) {
      if (!reached.has(paragraph) || told.has(action)) continue;
      const leftMs = needsMs - countedMs - pauseMs();
      if (leftMs > 0) {
        if (isVisible && pauseMs() < MAX_PAUSE_MS) timer = setTimeout(check, leftMs);
        return;
      }
      told.add(action);
      acted(action, itemIdsOf(body, cardOf, kind));
    }
  });
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) if (isIntersecting) reached.add(target);
      check();
    },
    // What was jumped over is above the view, and was reached.
    { root: document, rootMargin: "1000000px 0px 0px" },
  );
  /** Not before the visitor does something: by then the lists of the page are known, and nothing of it delays the page. */
  const begin = (): void => {
    observer.disconnect();
    reached.clear();
    told.clear();
    clearTimeout(timer);
    attempts++;
    attemptAtMs = now();
    article = findArticle(cardOf);
    if (article === null) return;
    observer.observe(article.half);
    observer.observe(article.end);
  };
  const onActivity = (): void => {
    if (now() - activeAtMs < ACTIVITY_STEP_MS && href !== null) return;
    countPause();
    if (href !== location.href) {
      // Pages that navigate by themselves bring another article.
      if (href !== null) countedMs = 0;
      href = location.href;
      attempts = 0;
      begin();
    } else if (article?.body.isConnected === true) check();
    // It may be on its way; a list page has none.
    else if (attempts < MAX_ATTEMPTS && now() - attemptAtMs > ATTEMPT_EVERY_MS) begin();
  };
  const onVisibility = (): void => {
    countPause();
    isVisible = document.visibilityState === "visible";
    check();
  };
  const stops = [listenToPage(ACTIVITY, onActivity), listenToPage(["visibilitychange"], onVisibility)];
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    for (const stop of stops) stop();
  };
}
