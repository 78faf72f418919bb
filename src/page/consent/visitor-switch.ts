import { hasGlobalPrivacyControl } from "./global-privacy-control.ts";

/** Absent as long as the visitor has not used the switch, and again after it was switched back on. */
const KEY = "personal-rank:off";
const OFF = "1";
/** Switched on by hand in a browser that signals Global Privacy Control: what was asked for here is known from then on. */
const ON_ALL_THE_SAME = "0";

/** What was chosen where storage is refused, for this page view; undefined: the storage knows. */
let chosen: string | null | undefined;
const watchers = new Set<() => void>();

/** Whether the visitor has switched personal orders off, on any page of this shop. */
export function isSwitchedOff(): boolean {
  return read() === OFF;
}

/** The visitor wants no personal orders. */
export function switchOff(): void {
  write(OFF);
}

/** The visitor wants them (again). This is no consent: it only takes away what {@link switchOff} did. */
export function switchOn(): void {
  write(hasGlobalPrivacyControl() ? ON_ALL_THE_SAME : null);
}

/** Whether Global Privacy Control speaks for the visitor, who has never used the switch. */
export function isHeldByPrivacyControl(): boolean {
  return hasGlobalPrivacyControl() && read() === null;
}

/**
 * Calls back when the switch was used: on this page, in another tab, or while this page was in the browser's back/forward cache.
 *
 * @returns Stops it.
 */
export function watchSwitch(onChange: () => void): () => void {
  let known = read();
  const look = (): void => {
    const now = read();
    if (now === known) return;
    known = now;
    onChange();
  };
  watchers.add(look);
  addEventListener("storage", look);
  addEventListener("pageshow", look);
  return () => {
    watchers.delete(look);
    removeEventListener("storage", look);
    removeEventListener("pageshow", look);
  };
}

function read(): string | null {
  if (chosen !== undefined) return chosen;
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
    chosen = undefined;
  } catch {
    chosen = value;
  }
  for (const look of watchers) look();
}
