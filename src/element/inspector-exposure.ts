import { html, nothing, type TemplateResult } from "lit";
import type { Compared, ExposureGroup, ExposureReport } from "../ranking/exposure-report.ts";
import type { ExposureRules, RuleName } from "../ranking/exposure-rules.ts";
import { shareBar } from "./inspector-bars.ts";
import { formatNumber } from "./inspector-format.ts";

/** Rows of one table; who comes after has hardly any of it. */
const maxRows = 12;
/** Two numbers that differ by less are told as alike. */
const noticeable = 0.01;

/** The "Exposure" tab: who is shown how much, in this order and in the shop's, and what the shop's rules do. Null: the answer is on its way. */
export function renderExposure(report: ExposureReport | null): TemplateResult {
  if (report === null)
    return html`<p class="progress">
      <progress aria-label="Adding up"></progress> Adding up what was shown
    </p>`;
  if (report.lists === 0) {
    return html`<div class="note">
      <strong>Nothing counted yet.</strong> Each list that is shown in this browser is counted once.
    </div>`;
  }
  const { lists, cards, brands, sellers, gini, moved, newItems } = report;
  return html`<div class="note">
      <strong>Counted on ${lists} ${lists === 1 ? "list" : "lists"} with ${cards} cards.</strong>
      A card at the top is looked at more than one further down: that is its exposure. This stays in this
      browser.
    </div>
    <p class="legend">
      <span class="key personal">as shown</span><span class="key shop">in the shop’s order</span>
    </p>
    ${renderGroups("Brands", brands)} ${renderGroups("Sellers", sellers)}
    <h3>How even it is</h3>
    <ul>
      ${giniWords("Brands", gini.brands)} ${giniWords("Sellers", gini.sellers)}
      ${giniWords("From the top of the shop’s order to its end", gini.deciles)}
      ${
        newItems === null
          ? nothing
          : html`<li>
              A new item had ${formatNumber(newItems.parity.shown)} times the exposure of another one
              (${formatNumber(newItems.parity.shop)} times in the shop’s order).
            </li>`
      }
      ${brands.length < 2 ? nothing : html`<li>${percent(moved.brands)} went to other brands than in the shop’s order.</li>`}
    </ul>
    <p class="small">
      Gini coefficients: at 0 every brand has exposure in proportion to its cards, near 1 one brand has all of
      it.
    </p>
    ${renderRules(report)}`;
}

function renderGroups(title: string, groups: readonly ExposureGroup[]): TemplateResult | typeof nothing {
  if (groups.length === 0) return nothing;
  const most = Math.max(...groups.map(({ share }) => Math.max(share.shown, share.shop)), Number.MIN_VALUE);
  const rest = groups.length - maxRows;
  return html`<table>
      <thead>
        <tr>
          <th scope="col">${title}</th>
          <th scope="col" class="bar-cell"><span class="hidden">Exposure</span></th>
          <th scope="col" class="number">Shown</th>
          <th scope="col" class="number">Shop’s</th>
        </tr>
      </thead>
      <tbody>
        ${groups.slice(0, maxRows).map(
          ({ name, share }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="bar-cell">
                ${shareBar(share.shown / most, "personal")} ${shareBar(share.shop / most, "shop")}
              </td>
              <td class="number">${percent(share.shown)}</td>
              <td class="number">${percent(share.shop)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rest > 0 ? html`<p class="small">And ${rest} more.</p>` : nothing}`;
}

function giniWords(what: string, gini: Compared | null): TemplateResult | typeof nothing {
  if (gini === null) return nothing;
  const { shown, shop } = gini;
  const than =
    Math.abs(shown - shop) < noticeable ? "as even as" : shown < shop ? "more even than" : "less even than";
  return html`<li>${what}: ${shown.toFixed(2)}, ${than} the shop’s order with ${shop.toFixed(2)}.</li>`;
}

function renderRules({ rules, ruleUse }: ExposureReport): TemplateResult {
  const words = ruleWords(rules);
  if (words.length === 0)
    return html`<h3>The shop’s rules</h3>
      <p>This shop has set none.</p>`;
  return html`<h3>The shop’s rules</h3>
    <table>
      <thead>
        <tr>
          <th scope="col">In lists</th>
          <th scope="col" class="number">Changed</th>
          <th scope="col" class="number">Broken</th>
          <th scope="col" class="number">By the shop</th>
        </tr>
      </thead>
      <tbody>
        ${words.map(([name, text]) => {
          const { bound, broken, shop } = ruleUse[name];
          return html`<tr>
            <th scope="row">${text}</th>
            <td class="number">${bound}</td>
            <td class="number">${broken}</td>
            <td class="number">${shop}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    <p class="small">
      “Changed”: the order by scores alone would have broken the rule. “Broken” stays at 0 unless a list
      leaves no other way. “By the shop”: the shop’s own order breaks it.
    </p>`;
}

/** The rules in force, in words. */
function ruleWords({
  maxDisplacement,
  brandCap,
  exposureFloor,
  blocked,
}: ExposureRules): [RuleName, string][] {
  const words: [RuleName, string][] = [];
  if (maxDisplacement !== null)
    words.push(["displacement", `No card moves more than ${maxDisplacement} places`]);
  if (brandCap !== null)
    words.push(["brandCap", `At most ${brandCap.most} of a brand in ${brandCap.window} places`]);
  if (exposureFloor !== null) {
    const { least, window } = exposureFloor;
    words.push(["exposureFloor", `At least ${least} new or little shown in ${window} places`]);
  }
  if (blocked.length > 0) {
    const items = blocked.length === 1 ? "1 item is" : `${blocked.length} items are`;
    words.push(["block", `${items} never moved up`]);
  }
  return words;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
