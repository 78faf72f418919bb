/** Cards come in bursts: so long after the last change the burst counts as over, and so long after its first at the latest. */
const [QUIET_MS, AT_MOST_MS] = [100, 600];
/** A page that changes all the time is looked at as rarely as makes this share of its time. */
const MAX_SHARE = 1 / 20;

/** Watches a page for changes of what is on it. */
export interface PageObserver {
  stop(): void;
}

/** What TypeScript's library does not have yet. */
interface WithNavigation {
  readonly navigation?: EventTarget;
}

/**
 * Calls back, after a burst of changes, when elements came or went, and when a page without page loads (History API) shows
 * another address. Nothing of the page's own functions is replaced for it.
 *
 * @param root     What is watched; of a document all of it.
 * @param onChange Its own duration decides how soon it may be called again.
 */
export function observePage(root: Node, onChange: () => void): PageObserver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firstAtMs = 0;
  let freeAtMs = 0;

  const run = (): void => {
    timer = undefined;
    const startMs = performance.now();
    onChange();
    const endMs = performance.now();
    freeAtMs = endMs + (endMs - startMs) / MAX_SHARE;
  };
  const note = (): void => {
    const nowMs = performance.now();
    if (timer === undefined) firstAtMs = nowMs;
    clearTimeout(timer);
    const dueMs = Math.max(Math.min(nowMs + QUIET_MS, firstAtMs + AT_MOST_MS), freeAtMs);
    timer = setTimeout(run, dueMs - nowMs);
  };
  const observer = new MutationObserver((records) => {
    const hasElement = (nodes: NodeList): boolean => [...nodes].some((node) => node instanceof Element);
    if (records.some(({ addedNodes, removedNodes }) => hasElement(addedNodes) || hasElement(removedNodes)))
      note();
  });
  observer.observe(root, { childList: true, subtree: true });
  const { navigation } = window as WithNavigation;
  navigation?.addEventListener("currententrychange", note);
  addEventListener("popstate", note);
  return {
    stop: () => {
      clearTimeout(timer);
      observer.disconnect();
      navigation?.removeEventListener("currententrychange", note);
      removeEventListener("popstate", note);
    },
  };
}
