import { html, type TemplateResult } from "lit";
import type { RankHandle } from "../page/rank-handle.ts";

/** State of the page's tag, or that there is none. */
export type InspectedState = RankHandle["state"] | "missing";

/** What the label beside the heading says. */
export const stateWords: Readonly<Record<InspectedState, string>> = {
  "waiting-for-consent": "Not allowed yet",
  "switched-off": "Switched off",
  starting: "Starting",
  ready: "Working",
  stopped: "Stopped",
  missing: "Not on this page",
};

/** What stands in the place of the tabs as long as there is nothing to show. */
export function renderWaiting(state: InspectedState): TemplateResult {
  const [title, text] = waitingWords[state];
  return html`<div class="empty">
    <svg
      width="64"
      height="48"
      viewBox="0 0 64 48"
      fill="none"
      stroke="currentColor"
      stroke-width="2.5"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M4 8h20M4 24h20M4 40h20" opacity=".5" />
      <path d="M30 8C40 8 40 24 44 24M30 24C40 24 40 8 44 8M30 40h14" opacity=".35" />
      <path d="M46 8h14M46 24h14M46 40h14" />
    </svg>
    <strong>${title}</strong>
    <p>${text}</p>
  </div>`;
}

const waitingWords: Readonly<Record<InspectedState, readonly [string, string]>> = {
  "waiting-for-consent": [
    "Nothing is happening",
    "You have not allowed a personal order, so nothing is loaded, stored or sent, and you see the shop’s own order. Allow it where this shop asks, and watch this panel.",
  ],
  "switched-off": [
    "You have switched it off",
    "You see the shop’s own order, and nothing is learned. What was learned before is kept until you erase it.",
  ],
  starting: [
    "Getting ready",
    "The model is being loaded into a background thread. The shop’s order stays until it is done.",
  ],
  ready: ["Ready", ""],
  stopped: ["It has stopped", "The page keeps the order it has. Load it again to start anew."],
  missing: ["No tag on this page", "This page has no personal-rank tag, or it is still on its way."],
};

/** What the "Order" tab says on a product page or in the cart. */
export function renderNoList(): TemplateResult {
  return html`<div class="note">
    <strong>No list on this page.</strong> Opening a product, putting it into the cart and buying it count all
    the same. Go to a list to see what changed.
  </div>`;
}
