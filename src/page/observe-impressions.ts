const MIN_VISIBLE_SHARE = 0.5;
const MIN_VISIBLE_MS = 1_000;

/** Watches which cards the visitor has really had before the eyes. */
export interface ImpressionObserver {
  watch(card: Element): void;
  stop(): void;
}

/**
 * Calls back once per card, when at least half of it (or of the viewport, for cards taller than that) has been on
 * screen for one second without a break, with the tab visible.
 */
export function observeImpressions(onImpression: (card: Element) => void): ImpressionObserver {
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const leave = (card: Element): void => {
    clearTimeout(timers.get(card));
    timers.delete(card);
  };
  const enter = (card: Element): void => {
    if (timers.has(card)) return;
    timers.set(
      card,
      setTimeout(() => {
        timers.delete(card);
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
        if (intersectionRatio >= MIN_VISIBLE_SHARE || fillsViewport) enter(target);
        else leave(target);
      }
    },
    { threshold: [0, 0.25, MIN_VISIBLE_SHARE, 0.75] },
  );
  const onHidden = (): void => {
    if (document.visibilityState === "hidden") for (const card of timers.keys()) leave(card);
  };
  document.addEventListener("visibilitychange", onHidden);
  return {
    watch: (card) => observer.observe(card),
    stop: () => {
      observer.disconnect();
      document.removeEventListener("visibilitychange", onHidden);
      for (const card of timers.keys()) leave(card);
    },
  };
}
