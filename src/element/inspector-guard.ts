import { html, type TemplateResult } from "lit";
import type { GuardReport } from "../worker/protocol.ts";
import { shareBar } from "./inspector-bars.ts";
import { formatNumber, formatSigned } from "./inspector-format.ts";

const signWords: Readonly<Record<string, string>> = {
  places: "clicks anywhere on the page",
  count: "many clicks on one page",
  pace: "clicks in quick succession",
  dwell: "products left at once",
  unseen: "clicks on what was not on screen",
};

/** Above this, in nats, the newest clicks make the head forget faster, and start anew. */
const [forgetsAt, resetsAt] = [4, 7];

/** What stands between what is known of the visitor and the order, in words and numbers. */
export function renderGuard({
  lambda,
  mostLambda,
  trust,
  isFlagged,
  signs,
  drift,
  learned,
}: GuardReport): TemplateResult {
  const share = lambda * trust;
  const clicks =
    learned === 0
      ? "Nothing was learned yet."
      : `Judged by ${learned} ${learned === 1 ? "page" : "pages"} with clicks on which it had to foretell them.`;
  return html`<h3>How far what is known of you counts</h3>
    <p>
      ${
        isFlagged
          ? html`<strong>Not at all:</strong> the clicks in this browser look like a machine’s. Nothing is
              learned from them.`
          : html`<strong>${formatNumber(share)} of at most ${mostLambda}.</strong> ${clicks}`
      }
    </p>
    <table>
      <tbody>
        ${line("Worth, by your clicks", lambda / mostLambda, formatNumber(lambda))}
        ${line("Clicks like a person’s", trust, percent(trust))}
        ${line("Your taste seems to move", drift.loss / resetsAt, movesWords(drift))}
      </tbody>
    </table>
    <p class="small">${driftWords(drift)}</p>
    <h3>Signs of a machine</h3>
    <table>
      <tbody>
        ${signs.map(({ name, logRatio }) => line(signWords[name] ?? name, logRatio / resetsAt, formatSigned(logRatio)))}
      </tbody>
    </table>
    <p class="small">Above 0 speaks for a machine; at +7.00 the clicks count as one’s.</p> `;
}

function line(words: string, share: number, value: string): TemplateResult {
  return html`<tr>
    <th scope="row">${words}</th>
    <td class="bar-cell">${shareBar(share, "personal")}</td>
    <td class="number">${value}</td>
  </tr>`;
}

function movesWords({ loss, pages }: GuardReport["drift"]): string {
  return pages === 0 ? "not yet known" : loss >= forgetsAt ? "yes" : "no";
}

/** What stands behind it; a sentence of its own, as the table would give it the room of the words. */
function driftWords({ loss, meanGain, pages }: GuardReport["drift"]): string {
  if (pages === 0) return "No page has put it to the test yet.";
  const test = `The newest clicks speak against it with ${formatNumber(loss)} of ${resetsAt}`;
  if (loss >= forgetsAt) return `${test}: it forgets faster.`;
  return `${test}; it ${meanGain >= 0 ? "foretells" : "misleads"}, ${formatSigned(meanGain)} a page.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
