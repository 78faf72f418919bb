const MIN_VISIBLE_SHARE = 0.5;
const MIN_VISIBLE_MS = 1_000;

/** Watches which cards the visitor has really had before the eyes. */
export interface ImpressionObserver {
  watch(card: Element): void;
  /** What is on screen counts from now: another list stands there. */
  restart(): void;
  stop(): void;
}

/**
 * Calls back once per card, when at least half of it (or of the viewport, for cards taller than that) has been on
 * screen for one second without a break, with the tab visible.
 */
export function observeImpressions(onImpression: (card: Element) => void): ImpressionObserver {
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const inView = new Set<Element>();
  const leave = (card: Element): void => {
    clearTimeout(timers.get(card));
    timers.delete(card);
  };
  const enter = (card: Element): void => {
    if (timers.has(card) || document.visibilityState === "hidden") return;
    timers.set(
      card,
      setTimeout(() => {
        timers.delete(card);
        inView.delete(card);
        observer.unobserve(card);
        onImpression(card);
      }, MIN_VISIBLE_MS),
    );
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const fillsViewport =
          rootBounds !== null && intersectionRect.height >= rootBounds.height * MIN_VISIBLE_SHARE;
        if (intersectionRatio >= MIN_VISIBLE_SHARE || fillsViewport) {
          inView.add(target);
          enter(target);
        } else {
          inView.delete(target);
          leave(target);
        }
      }
    },
    { threshold: [0, 0.25, MIN_VISIBLE_SHARE, 0.75] },
  );
  const onVisibility = (): void => {
    const change = document.visibilityState === "hidden" ? leave : enter;
    for (const card of inView) change(card);
  };
  document.addEventListener("visibilitychange", onVisibility);
  return {
    watch: (card) => observer.observe(card),
    restart: () => {
      for (const card of inView) {
        leave(card);
        enter(card);
      }
    },
    stop: () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", onVisibility);
      for (const card of timers.keys()) leave(card);
    },
  };
}
