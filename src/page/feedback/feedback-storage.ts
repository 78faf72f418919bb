import type { SignStorage } from "./recent-signs.ts";

const SIGNS_KEY = "personal-rank:signs";
const TRAIL_KEY = "personal-rank:trail";
/** Where the shop's custom pixel leaves what was put into the cart and bought: see examples/shopify/customer-events.js. */
export const MAILBOX_KEY = "personal-rank:shopify";

/** What was reported of late, for as long as the tab lives. Only used after consent. */
export const sessionSigns: SignStorage = {
  read: () => sessionStorage.getItem(SIGNS_KEY),
  write: (text) => sessionStorage.setItem(SIGNS_KEY, text),
};

/** Where the newest choice was made and where it led, for as long as the tab lives. Only used after consent. */
export const sessionTrail: SignStorage = {
  read: () => sessionStorage.getItem(TRAIL_KEY),
  write: (text) => sessionStorage.setItem(TRAIL_KEY, text),
};

/** Erases what the sources of feedback keep, in this tab and in the mailbox. Never throws. */
export function eraseFeedback(): void {
  try {
    sessionStorage.removeItem(SIGNS_KEY);
    sessionStorage.removeItem(TRAIL_KEY);
    localStorage.removeItem(MAILBOX_KEY);
  } catch {
    // Storage is refused: nothing was kept.
  }
}
