import type { Page } from "@playwright/test";

/** Notes on every page from its start what moves without the visitor having done anything. */
export async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shifts: string[] = [];
    Object.assign(window, { layoutShifts: shifts });
    const words = ({ x, y, width, height }: DOMRectReadOnly): string => `${x},${y} ${width}x${height}`;
    new PerformanceObserver((list) => {
      // Of the Layout Instability API, which TypeScript does not know.
      for (const entry of list.getEntries() as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
      }[]) {
        if (entry.hadRecentInput || entry.value === 0) continue;
        for (const { node, previousRect, currentRect } of entry.sources) {
          const name = node instanceof Element ? `${node.localName}.${node.className}` : node?.nodeName;
          shifts.push(`${name} from ${words(previousRect)} to ${words(currentRect)} (${entry.value})`);
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () =>
    page.evaluate(
      () =>
        // A frame more, so that what has just moved has been told.
        new Promise<string[]>((resolve) =>
          requestAnimationFrame(() =>
            setTimeout(
              () => resolve((window as unknown as { layoutShifts: string[] }).layoutShifts.splice(0)),
              50,
            ),
          ),
        ),
    );
}
