import { drawChange } from "./draw-change.ts";
import { followChildren, placeChildren } from "./follow-children.ts";

/** The children of one host in the order they have on screen, by whatever means. */
export interface ShownChildren {
  /** In this order they are on screen now, with all that the page has changed so far. */
  now(): readonly ChildNode[];
  /** Shows these children in this order at the places they have; all others keep theirs. */
  show(wanted: readonly HTMLElement[]): void;
  /** Back to the order of the document, which has never changed. */
  stop(): void;
}

/**
 * Keeps an order on screen that is not the document's while the page goes on adding, removing and sorting the children
 * of `host`. Where it does, `draw` is called in a microtask: before anything is painted.
 *
 * @param draw Puts all children on screen in this order.
 * @param end  Called by `stop`; `draw` is not called any more unless `show` is.
 */
export function shownChildren(
  host: HTMLElement,
  { draw, end }: { draw: (shown: readonly ChildNode[]) => void; end: (() => void) | null },
): ShownChildren {
  let before: ChildNode[] = [...host.childNodes];
  let shown: readonly ChildNode[] = before;

  const follow = (): void => {
    observer.takeRecords();
    const now = [...host.childNodes];
    if (now.length === before.length && now.every((child, at) => child === before[at])) return;
    shown = followChildren(shown, before, now);
    before = now;
    draw(shown);
  };
  const observer = new MutationObserver(follow);
  observer.observe(host, { childList: true });

  return {
    now: () => {
      follow();
      return shown;
    },
    show: (wanted) => {
      follow();
      const next = placeChildren(shown, wanted);
      const moved = wanted.filter((child) => shown.indexOf(child) !== next.indexOf(child));
      shown = next;
      drawChange(moved, () => draw(next));
    },
    stop: () => {
      shown = before = [...host.childNodes];
      if (end === null) {
        draw(shown);
      } else {
        observer.disconnect();
        end();
      }
    },
  };
}
