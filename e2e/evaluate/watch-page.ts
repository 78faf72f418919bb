import type { BrowserContext } from "playwright";

/** What a page has cost so far. */
export interface WatchedPage {
  /** From the start of the navigation to the first order; null before. */
  readonly firstRankMs: number | null;
  readonly longTasksMs: readonly number[];
  readonly bytes: number;
  readonly heapBytes: number;
  readonly errors: readonly string[];
}

/** Has every page of a context measure itself; `window.watchedPage()` tells. */
export async function watchPage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const longTasksMs: number[] = [];
    const errors: string[] = [];
    let firstRankMs: number | null = null;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasksMs.push(duration);
    }).observe({ type: "longtask", buffered: true });
    addEventListener("error", ({ message }) => errors.push(message));
    document.addEventListener("personal-rank:order", () => (firstRankMs ??= performance.now()));
    document.addEventListener("personal-rank:learned", ({ detail: { generation } }) =>
      Object.assign(window, { learnedGeneration: generation }),
    );
    document.addEventListener("personal-rank:error", ({ detail }) =>
      errors.push(`${detail.reason}: ${detail.message}`),
    );
    const { memory } = performance as Performance & { readonly memory?: { readonly usedJSHeapSize: number } };
    Object.assign(window, {
      watchedPage: () => ({
        firstRankMs,
        longTasksMs: [...longTasksMs],
        bytes: (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).reduce(
          (sum, { transferSize }) => sum + transferSize,
          0,
        ),
        heapBytes: memory?.usedJSHeapSize ?? 0,
        errors: [...errors],
      }),
    });
  });
}
