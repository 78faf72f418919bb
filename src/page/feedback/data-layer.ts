/** When to look again for an array that was not there yet, or was put in the place of another, in ms. */
const LOOK_AGAIN_MS = [500, 1_500, 4_000, 10_000, 30_000];

type Listener = (entries: readonly unknown[]) => void;

/** Our `push` of an array, shared by all who listen to it. */
interface Tap {
  readonly listeners: Set<Listener>;
  readonly push: (...entries: unknown[]) => unknown;
  /** What was the array's own `push` before; undefined if it had that of all arrays. */
  readonly replaced: PropertyDescriptor | undefined;
}

/** One `push` of ours per array, however many tags the page has and however often they start: it stays beneath Tag Manager's. */
const taps = new WeakMap<unknown[], Tap>();

/**
 * Reads a data layer: what is in it, and what is pushed later, the very moment it is pushed, since the page may go away right
 * after. There is no other way to hear of that moment; the array's own `push` is wrapped as Tag Manager does it, in either order:
 * `this`, what comes back and what is thrown are those of the `push` before. What arrived by a `push` that somebody put in the
 * place of ours is found at the next click or timer.
 *
 * Entries are told once each, and are the page's own objects: only to be read.
 *
 * @param name    Of the global array. It may come later, or be replaced; it is never made.
 * @param onEntry `isPast`: it was there before we came. After a virtual page view those of earlier ones are left out.
 * @returns Stops; `push` is put back unless another script has wrapped it since.
 */
export function watchDataLayer(name: string, onEntry: (entry: unknown, isPast: boolean) => void): () => void {
  const told = new WeakSet<object>();
  let array: unknown[] | null = null;
  const tell = (entries: readonly unknown[], isPast: boolean): void => {
    for (const entry of entries) {
      if (typeof entry !== "object" || entry === null || told.has(entry)) continue;
      told.add(entry);
      onEntry(entry, isPast);
    }
  };
  const onPush: Listener = (entries) => tell(entries, false);
  const look = (): void => {
    try {
      const found: unknown = Reflect.get(window, name);
      if (!Array.isArray(found)) return;
      const isOther = found !== array;
      if (isOther && array !== null) release(array, onPush);
      tap(found, onPush);
      const from = array === null ? found.findLastIndex(isVirtualPage) + 1 : 0;
      const isPast = array === null;
      array = found;
      for (const entry of found.slice(0, from))
        if (typeof entry === "object" && entry !== null) told.add(entry);
      tell(found, isPast);
    } catch {
      // A page may give its global any form: then there is nothing to read.
    }
  };
  const lookSoon = (): void => void setTimeout(look);
  const timers = LOOK_AGAIN_MS.map((ms) => setTimeout(look, ms));
  document.addEventListener("click", lookSoon, { capture: true });
  addEventListener("load", look);
  look();
  return () => {
    for (const timer of timers) clearTimeout(timer);
    document.removeEventListener("click", lookSoon, { capture: true });
    removeEventListener("load", look);
    if (array !== null) release(array, onPush);
  };
}

function tap(array: unknown[], listener: Listener): void {
  const known = taps.get(array);
  // Somebody may have taken the wrapping away altogether.
  const isGone = known !== undefined && array.push === Array.prototype.push;
  const listeners = known?.listeners ?? new Set();
  listeners.add(listener);
  if (known !== undefined && !isGone) return;
  const original = array.push;
  const push = function (this: unknown, ...entries: unknown[]): unknown {
    try {
      return Reflect.apply(original, this, entries);
    } finally {
      for (const hear of listeners) {
        try {
          hear(entries);
        } catch {
          // Nothing of ours may reach the page.
        }
      }
    }
  };
  taps.set(array, { listeners, push, replaced: Object.getOwnPropertyDescriptor(array, "push") });
  Reflect.set(array, "push", push); // a frozen array refuses: then it cannot grow either
}

function release(array: unknown[], listener: Listener): void {
  const known = taps.get(array);
  known?.listeners.delete(listener);
  if (known === undefined || known.listeners.size > 0 || array.push !== known.push) return;
  taps.delete(array);
  if (known.replaced === undefined) Reflect.deleteProperty(array, "push");
  else Reflect.defineProperty(array, "push", known.replaced);
}

/** Tag Manager notes each change of the history: what came before belongs to a page that the visitor has left. */
function isVirtualPage(entry: unknown): boolean {
  const event: unknown = typeof entry === "object" && entry !== null ? Reflect.get(entry, "event") : null;
  return typeof event === "string" && event.startsWith("gtm.historyChange");
}
