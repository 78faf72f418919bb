import { withoutFragment } from "./without-fragment.ts";
import type { SignStorage } from "./recent-signs.ts";

/** Where the visitor's newest choice was made, and where it led. */
export interface ChoiceTrail {
  /** The visitor follows a card of a list on this page. */
  chosen(): void;
  /** Whether being on this page means that the look at what was chosen is over: it is not the page where the choice led. */
  isBack(): boolean;
}

/** What a trail needs to know of the page. */
export interface TrailPage {
  readonly url: () => string;
  /** URL of the page before, as far as it tells; empty if it does not. */
  readonly referrer: string;
  /** Entries of the tab's history: 1 in a tab that has just been opened. */
  readonly historyLength: number;
}

interface Trail {
  readonly on: string;
  /** Null until the next page is there. */
  readonly to: string | null;
}

/**
 * Follows the visitor from a choice to the page of what was chosen, which may have lists of its own ("more like this"), and away
 * from it. Without, a look of a second would be taken for the time in which such a page loads, and its visitor for a machine.
 *
 * @param storage Of the tab's session; where it is refused, or the tab is new, every page but the first one counts as back.
 */
export function choiceTrail(storage: SignStorage, page: TrailPage): ChoiceTrail {
  /** Of this document: a page without page loads shows what was chosen at another address. */
  let wasChosenHere = false;
  const here = (): string => withoutFragment(page.url());
  const write = (trail: Trail): void => {
    try {
      storage.write(JSON.stringify(trail));
    } catch {
      // Storage is refused: the next page takes itself for one that was come back to.
    }
  };
  const isOpenedFrom = (list: string): boolean =>
    page.historyLength === 1 && originOf(list) === originOf(page.url());
  const from = withoutFragment(page.referrer);
  return {
    chosen: () => {
      wasChosenHere = true;
      write({ on: here(), to: null });
    },
    isBack: () => {
      const trail = readTrail(storage);
      if (trail === null) {
        if (!isOpenedFrom(from)) return true;
        write({ on: from, to: here() });
        return false;
      }
      if (here() === trail.on) return true;
      if (wasChosenHere) return false;
      if (trail.to !== null) return here() !== trail.to;
      // A page in between that has no tag: what was chosen was looked at there.
      if (tellsPage(from) && from !== trail.on) return true;
      write({ ...trail, to: here() });
      return false;
    },
  };
}

function readTrail(storage: SignStorage): Trail | null {
  try {
    const stored: unknown = JSON.parse(storage.read() ?? "null");
    if (typeof stored !== "object" || stored === null) return null;
    const { on, to } = stored as Record<string, unknown>;
    if (typeof on !== "string" || (to !== null && typeof to !== "string")) return null;
    return { on, to };
  } catch {
    return null;
  }
}

/** Policies may leave no more of an address than its origin. */
function tellsPage(referrer: string): boolean {
  return referrer !== "" && referrer !== `${originOf(referrer)}/`;
}

/** Not by `URL.canParse`: of the browsers that docs/browsers.md names some do not have it. */
function originOf(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null; // a policy may leave nothing of an address
  }
}
