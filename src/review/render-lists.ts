import { html, nothing, type TemplateResult } from "lit";
import type { ReviewExample, ReviewExposure, ReviewItem, ReviewLists } from "../base/review-report.ts";
import { renderBar } from "./render-bar.ts";
import { format } from "./review-format.ts";

/** What a candidate does to the lists of the canary set. */
export function renderLists({
  pages,
  ndcgBefore,
  ndcgAfter,
  brands,
  items,
  examples,
}: ReviewLists): TemplateResult {
  return html`<section aria-labelledby="exposure-title">
      <h3 id="exposure-title">Who is seen, before and after</h3>
      <p class="sub">
        Share of all exposure on ${format.count(pages)} lists, for a visitor of whom nothing is known. NDCG@10
        goes from ${format.number(ndcgBefore)} to ${format.number(ndcgAfter)}.
      </p>
      <p class="legend" aria-hidden="true">
        <span class="key before"></span>before <span class="key after"></span>after
      </p>
      ${renderExposure("Brands", brands)}
      ${items.length === 0 ? html`<p class="note">No item is seen more or less than before.</p>` : renderExposure("Items that gain or lose most", items)}
    </section>
    <section aria-labelledby="examples-title">
      <h3 id="examples-title">Lists before and after</h3>
      <p class="sub">
        The three that change most, and some of all. What the shopper of a list wants is marked.
      </p>
      <div class="examples">${examples.map(renderExample)}</div>
    </section>`;
}

function renderExposure(caption: string, rows: readonly ReviewExposure[]): TemplateResult {
  const most = Math.max(...rows.map(({ before, after }) => Math.max(before, after)), Number.MIN_VALUE);
  return html`<table class="bars">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col"><span class="hidden">Plot</span></th>
        <th scope="col" class="number wide">Before</th>
        <th scope="col" class="number">After</th>
        <th scope="col" class="number">Change</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, before, after }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td class="plot">${renderBar(before / most, "before")}${renderBar(after / most, "after")}</td>
            <td class="number wide">${format.fineShare(before)}</td>
            <td class="number">${format.fineShare(after)}</td>
            <td class=${`number ${directionOf(after - before)}`}>${format.change(after - before)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** What is less than is written is no change. */
function directionOf(change: number): string {
  return Math.abs(change) < 0.000_05 ? "" : change > 0 ? "up" : "down";
}

function renderExample({ length, items }: ReviewExample, at: number): TemplateResult {
  return html`<table class="example">
    <caption>
      List ${at + 1}, first ten of ${length}
    </caption>
    <thead>
      <tr>
        <th scope="col" class="number">After</th>
        <th scope="col">Item</th>
        <th scope="col" class="number">Before</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(renderItem)}
    </tbody>
  </table>`;
}

function renderItem({ title, before, after, isWanted }: ReviewItem): TemplateResult {
  const [sign, words] = after < before ? ["▲", "up from"] : after > before ? ["▼", "down from"] : ["", ""];
  return html`<tr class=${after > 10 ? "out" : ""}>
    <td class="number">${after}</td>
    <td>${title}${isWanted ? html` <span class="wanted">wanted</span>` : nothing}</td>
    <td class=${`number ${after < before ? "up" : after > before ? "down" : ""}`}>
      <span aria-hidden="true">${sign}</span><span class="hidden">${words}</span> ${before}
    </td>
  </tr>`;
}
