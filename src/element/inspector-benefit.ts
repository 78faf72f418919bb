import { html, nothing, svg, type TemplateResult } from "lit";
import type { BenefitReport, Interval, OffPolicy, PolicyEstimate } from "../worker/benefit-report.ts";
import type { Inspection } from "../worker/protocol.ts";
import { shareBar } from "./inspector-bars.ts";
import { renderGuard } from "./inspector-guard.ts";
import { formatNumber, formatSigned } from "./inspector-format.ts";

const verdicts: Readonly<Record<BenefitReport["verdict"], readonly [string, string]>> = {
  better: ["Your own order is better for you.", "What you did on this shop’s pages speaks for it."],
  worse: [
    "Your own order is worse for you.",
    "What you did on this shop’s pages speaks for the shop’s order.",
  ],
  "not yet known": [
    "Not yet known.",
    "What you did so far speaks neither for your own order nor for the shop’s.",
  ],
};

/** The "Benefit" tab: what the comparison with the shop's order has shown, and how far what was learned counts. */
export function renderBenefit({ benefit, guard, offPolicy }: Inspection): TemplateResult {
  const { verdict, views, wins, losses, drafts, pages } = benefit;
  const [title, text] = verdicts[verdict];
  const isCompared = views.heldOut + views.drafts > 0;
  return html`<div class="note">
      <strong>${title}</strong> ${isCompared ? text : "No page was compared with the shop’s order yet."}
    </div>
    ${
      isCompared
        ? html`<h3>Your order against the shop’s</h3>
            <table>
              <tbody>
                ${
                  views.drafts === 0
                    ? nothing
                    : renderInterval(`Clicks on ${views.drafts} mixed pages`, drafts)
                }
                ${
                  views.heldOut === 0
                    ? nothing
                    : renderInterval(
                        `Use of ${views.personal} of your pages, ${views.heldOut} of the shop’s`,
                        pages,
                      )
                }
              </tbody>
            </table>
            <p class="small">
              ${views.drafts === 0 ? nothing : html`Mixed pages: ${wins} won, ${losses} lost. `}Right of the
              middle is your order, left of it the shop’s; the bar is where the truth lies in 95 of 100 cases,
              however often you look.
            </p>`
        : nothing
    }
    ${renderGuard(guard)} ${offPolicy === null ? nothing : renderOffPolicy(offPolicy)}`;
}

/** One difference as a line with its interval; the words beside it say the same. */
function renderInterval(words: string, { mean, low, high }: Interval): TemplateResult {
  const at = (value: number): number => 50 + 50 * value;
  const bar = svg`<rect class="part personal" x=${at(low)} width=${at(high) - at(low)} y="3" height="4"></rect>
    <rect class="bar-zero" x=${at(mean) - 0.6} width="1.2" height="10"></rect>`;
  return html`<tr>
    <th scope="row">${words}</th>
    <td class="bar-cell">
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-ground" width="100" height="10"></rect>
        <rect class="bar-zero" x="49.7" width="0.6" height="10"></rect>
        ${bar}
      </svg>
    </td>
    <td class="number">${formatSigned(mean)} (${formatSigned(low)} to ${formatSigned(high)})</td>
  </tr>`;
}

function renderOffPolicy({ pages, shown, base, personal }: OffPolicy): TemplateResult {
  const largest = Math.max(shown, base.clicks.value, personal.clicks.value, Number.MIN_VALUE);
  const row = (words: string, { clicks, effectivePages }: PolicyEstimate): TemplateResult =>
    html`<tr>
      <th scope="row">${words}</th>
      <td class="bar-cell">${shareBar(clicks.value / largest, "personal")}</td>
      <td class="number">${formatNumber(clicks.value)} ${rangeOf(clicks)}</td>
      <td class="number">${formatNumber(effectivePages)}</td>
    </tr>`;
  return html`<h3>What other orders would have earned</h3>
    <table>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col" class="bar-cell"><span class="hidden">Share</span></th>
          <th scope="col" class="number">Clicks a page</th>
          <th scope="col" class="number">Pages’ worth</th>
        </tr>
      </thead>
      <tbody>
        ${row("without what was learned", base)} ${row("with it, without chance", personal)}
      </tbody>
    </table>
    <p class="small">
      Estimated from ${pages} ${pages === 1 ? "list" : "lists"} in which chance moved an item now and then;
      they earned ${formatNumber(shown)} clicks a page. Few pages’ worth means that the order was hardly ever
      shown.
    </p>`;
}

function rangeOf({ low, high }: PolicyEstimate["clicks"]): string {
  return Number.isFinite(low)
    ? `(${formatNumber(low)} to ${formatNumber(high)})`
    : "(one list says nothing of its error)";
}
