import { html, nothing, type TemplateResult } from "lit";
import type { FeatureGroup, RankedItem, Ranking } from "../ranking/ranking.ts";
import { type BarPart, extentOf, stackedBar } from "./inspector-bars.ts";
import { biggestClimb, causeWords, explainMove } from "./inspector-explain.ts";
import { formatSigned } from "./inspector-format.ts";
import { directionOf, renderMoves, type TitleOf } from "./inspector-moves.ts";

const movesShown = 12;
const reasonsShown = 12;

/** The "Order" tab: what moved, where to, and why. */
export function renderOrder(
  ranking: Ranking,
  titleOf: TitleOf,
  all: { readonly isShown: boolean; readonly show: () => void },
  why: (id: string) => void,
): TemplateResult {
  const items = all.isShown ? ranking.items : ranking.items.slice(0, reasonsShown);
  const extent = extentOf(ranking.items.map(scoreParts));
  const groupExtent = Math.max(
    ...ranking.items.map((item) => extentOf(groupParts(item).map((part) => [part]))),
  );
  return html`
    ${renderSummary(ranking, titleOf)}
    <h3>Where things went</h3>
    <p class="small">Press a product of your order to see why it is there.</p>
    ${renderMoves(ranking, titleOf, Math.min(movesShown, ranking.items.length), {
      left: "Shop’s order",
      right: "Your order",
      pick: why,
    })}
    <h3>Why they stand there</h3>
    <p class="legend">
      <span class="key shop">shop’s order</span><span class="key global">shoppers in general</span
      ><span class="key personal">you</span>
    </p>
    <ol class="reasons">
      ${items.map((item) => renderReason(item, ranking, titleOf, extent, groupExtent, why))}
    </ol>
    ${
      items.length < ranking.items.length
        ? html`<button type="button" class="plain" @click=${all.show}>
            Show all ${ranking.items.length}
          </button>`
        : nothing
    }
  `;
}

function renderSummary(ranking: Ranking, titleOf: TitleOf): TemplateResult {
  if (ranking.arm === "held-out") {
    return html`<div class="note">
      <strong>This page shows the shop’s own order,</strong> to find out whether yours is better for you. What
      follows says what your order would go by.
    </div>`;
  }
  const movedCount = ranking.items.filter((item) => directionOf(item) !== "same").length;
  const list = ranking.query === "" ? "this list" : html`“${ranking.query}”`;
  if (ranking.generation === 0) {
    return html`<div class="note">
      <strong>Nothing learned yet.</strong> ${whyMovedUnlearned(ranking, movedCount, list)} Open a product you
      like, come back, and watch this panel.
    </div>`;
  }
  if (ranking.arm === "interleaved") {
    return html`<div class="note">
      <strong>This page mixes your order with the shop’s,</strong> to find out which is better for you:
      ${movedCount} of ${ranking.items.length} products moved.
    </div>`;
  }
  const climb = biggestClimb(ranking);
  const cause = climb && explainMove(climb, ranking).cause;
  return html`<div class="note">
    <strong>${movedCount} of ${ranking.items.length} products moved for you in ${list}.</strong>
    ${
      climb
        ? html`The biggest climb: ${titleOf(climb.id)}, from place ${climb.shopIndex + 1} to
          ${climb.position}${cause ? html`, mostly because of ${causeWords[cause]}` : nothing}.`
        : nothing
    }
  </div>`;
}

/** Before anything is learned, or after it was forgotten, places may differ from the shop's all the same. A history outlives
 * a head that had to start again, as after a change of the model. */
function whyMovedUnlearned(
  ranking: Ranking,
  movedCount: number,
  list: TemplateResult | string,
): TemplateResult {
  if (movedCount === 0) return html`This is the shop’s own order of ${list}.`;
  if (ranking.items.some((item) => item.isFixed && directionOf(item) !== "same")) {
    return html`What you have already seen in ${list} stays where it is; the next page starts from the shop’s
    order.`;
  }
  const cause = ranking.items.some(({ parts }) => parts.groups.history !== 0) ? "history" : "global";
  return html`In ${list}, ${movedCount} of ${ranking.items.length} stand elsewhere, by ${causeWords[cause]}.`;
}

function renderReason(
  item: RankedItem,
  ranking: Ranking,
  titleOf: TitleOf,
  extent: number,
  groupExtent: number,
  why: (id: string) => void,
): TemplateResult {
  const { places, cause } = explainMove(item, ranking);
  return html`<li>
    <details>
      <summary>
        <span class="place">${item.position}</span>
        <span class="reason-title">${titleOf(item.id)}</span>
        ${renderBadge(item, places)} ${stackedBar(scoreParts(item), extent)}
      </summary>
      <div class="reason-body">
        <p>
          ${
            item.isFixed
              ? "It is held in its place: the shop pinned it, or you had already seen it there."
              : places === 0
                ? "It stands where the shop put it."
                : html`${places > 0 ? "Up" : "Down"} from place
                  ${item.shopIndex + 1}${cause ? html`, mostly because of ${causeWords[cause]}` : nothing}.`
          }
        </p>
        <table>
          <caption>
            Score ${formatSigned(item.score)}
          </caption>
          <tbody>
            ${scoreParts(item).map(({ name, value }) => renderPart(partWords[name] ?? name, name, value, extent))}
          </tbody>
          ${
            item.parts.personal === 0
              ? nothing
              : html`<tbody>
                  <tr>
                    <th colspan="3" scope="rowgroup">Your part, by what it is about</th>
                  </tr>
                  ${groupParts(item).map(({ name, value }) => renderPart(name, "personal", value, groupExtent))}
                </tbody>`
          }
        </table>
        <button type="button" class="plain" @click=${() => why(item.id)}>
          Which of your choices did that?
        </button>
      </div>
    </details>
  </li>`;
}

const partWords: Readonly<Record<string, string>> = {
  shop: "Shop’s order",
  global: "Shoppers in general",
  personal: "You",
};

function renderBadge(item: RankedItem, places: number): TemplateResult {
  if (item.isFixed) return html`<span class="badge same">held</span>`;
  if (places === 0) return html`<span class="badge same" aria-label="not moved">=</span>`;
  const words = `${places > 0 ? "up" : "down"} ${Math.abs(places)}`;
  return html`<span class="badge ${directionOf(item)}" aria-label=${words}
    >${places > 0 ? "▲" : "▼"} ${Math.abs(places)}</span
  >`;
}

function renderPart(words: string, name: string, value: number, extent: number): TemplateResult {
  return html`<tr>
    <th scope="row">${words}</th>
    <td class="bar-cell">${stackedBar([{ name, value }], extent)}</td>
    <td class="number">${formatSigned(value)}</td>
  </tr>`;
}

function scoreParts({ parts }: RankedItem): BarPart[] {
  return [
    { name: "shop", value: parts.shop },
    { name: "global", value: parts.global },
    { name: "personal", value: parts.personal },
  ];
}

const groupWords: Readonly<Record<FeatureGroup, string>> = {
  text: "text",
  match: "match with the search",
  history: "your history",
  price: "price",
  brand: "brand",
  attributes: "attributes",
  intercept: "in general",
  facts: "facts and seller",
  media: "picture or sound",
};

/** Left out where they say nothing: most shops have nothing of the kind. */
const RARE_GROUPS: readonly FeatureGroup[] = ["intercept", "facts", "media"];

function groupParts({ parts }: RankedItem): BarPart[] {
  // The keys of `groups` are the feature groups by its type.
  const groups = Object.keys(parts.groups) as FeatureGroup[];
  return groups
    .filter((group) => !RARE_GROUPS.includes(group) || parts.groups[group] !== 0)
    .map((group) => ({ name: groupWords[group], value: parts.groups[group] }));
}
