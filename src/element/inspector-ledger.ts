import { html, nothing, type TemplateResult } from "lit";
import type { SentLedger } from "../worker/sent-ledger.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is left of the right to send. */
export interface Budget {
  readonly used: number;
  /** When one more may go; null if one may go now. */
  readonly nextAtMs: number | null;
}

/** How many uploads fall into the days before now, and when the next may go. */
export function budgetOf({ atMs, most, days }: SentLedger, nowMs: number): Budget {
  const counted = atMs.filter((at) => nowMs - at < days * DAY_MS).toSorted((a, b) => a - b);
  const blocking = counted.at(-most);
  return {
    used: counted.length,
    nextAtMs: counted.length < most || blocking === undefined ? null : blocking + days * DAY_MS,
  };
}

/** When bytes left this browser, and how many more may. */
export function renderLedger(sent: SentLedger, nowMs: number): TemplateResult {
  const { used, nextAtMs } = budgetOf(sent, nowMs);
  return html`<h3>What was sent</h3>
    <p>
      ${used} of at most ${sent.most} uploads in ${sent.days} days are
      used.${nextAtMs === null ? "" : ` The next may go on ${new Date(nextAtMs).toLocaleString()}.`}
    </p>
    ${
      sent.atMs.length === 0
        ? nothing
        : html`<ol>
            ${sent.atMs.map((at) => html`<li>${new Date(at).toLocaleString()}</li>`)}
          </ol>`
    }`;
}
