import { html, nothing, svg, type TemplateResult } from "lit";
import type { RankedItem, Ranking } from "../ranking/ranking.ts";

const rowHeight = 30;
const middle = 72;

/** Gives the title of an item by its id. */
export type TitleOf = (id: string) => string;

/** What two orders are called; `pick` is told of an item at the right that somebody presses. */
export interface MovesOptions {
  readonly left: string;
  readonly right: string;
  readonly pick: ((id: string) => void) | null;
}

/**
 * The first places of an order at the left, of another at the right, and a line for every item that is on both sides.
 *
 * @param ranking `shopIndex` is the place at the left; `position` the one at the right.
 * @param rows    How many places are shown.
 */
export function renderMoves(
  ranking: Pick<Ranking, "items">,
  titleOf: TitleOf,
  rows: number,
  { left, right, pick }: MovesOptions,
): TemplateResult {
  const byPosition = ranking.items.slice(0, rows);
  const byShop = [...ranking.items].sort((a, b) => a.shopIndex - b.shopIndex).slice(0, rows);
  const height = byPosition.length * rowHeight;
  // As a property: many a page's Content-Security-Policy forbids the attribute.
  return html`<div class="moves" .style=${`--row:${rowHeight}px`}>
      <p class="moves-head">${left}</p>
      <p></p>
      <p class="moves-head">${right}</p>
      <ol aria-label=${left}>
        ${byShop.map((item) => renderPlace(item, item.shopIndex + 1, titleOf, null))}
      </ol>
      <svg
        class="lines"
        width=${middle}
        height=${height}
        viewBox="0 0 ${middle} ${height}"
        aria-hidden="true"
      >
        ${byPosition.map((item) => renderLine(item, rows))}
        ${byShop.filter((item) => item.position > rows).map((item) => renderLeaving(item))}
      </svg>
      <ol aria-label=${right}>
        ${byPosition.map((item) => renderPlace(item, item.position, titleOf, pick))}
      </ol>
    </div>
    ${
      byPosition.some(({ isFixed }) => isFixed)
        ? html`<p class="small">${pin} held in place: pinned by the shop, or already seen by you there</p>`
        : nothing
    }`;
}

function renderPlace(
  item: RankedItem,
  place: number,
  titleOf: TitleOf,
  pick: MovesOptions["pick"],
): TemplateResult {
  const title = titleOf(item.id);
  return html`<li class=${directionOf(item)} title=${title}>
    <span class="place">${place}</span>${
      pick === null
        ? html`<span class="place-title">${title}</span>`
        : html`<button type="button" class="place-title" @click=${() => pick(item.id)}>${title}</button>`
    }
    ${item.isFixed ? pin : nothing}
  </li>`;
}

const pin = html`<svg class="held" viewBox="0 0 12 12" role="img" aria-label="held in its place">
  <path d="M4 0h4l-.5 4L10 6.500v1H6.500L6 12l-.5-4.500H2v-1L4.500 4z"></path>
</svg>`;

/** A curve from the item's place on the shop's side to its place on the visitor's. */
function renderLine(item: RankedItem, rows: number): TemplateResult {
  const to = rowMiddle(item.position - 1);
  if (item.shopIndex < rows) {
    const from = rowMiddle(item.shopIndex);
    return svg`<path class=${`line ${directionOf(item)}`} d="M2 ${from}C${middle / 2} ${from} ${middle / 2} ${to} ${middle - 2} ${to}"></path>`;
  }
  // It came from further down than the left side shows: a number says from where.
  return svg`<path class="line up far" d="M${middle - 14} ${to}h12"></path>
    <text class="far-text" x=${middle - 18} y=${to + 4} text-anchor="end">from ${item.shopIndex + 1}</text>`;
}

function renderLeaving(item: RankedItem): TemplateResult {
  const from = rowMiddle(item.shopIndex);
  return svg`<path class="line down far" d="M2 ${from}h10"></path>`;
}

/** Class of an item by where it went. */
export function directionOf(item: RankedItem): "up" | "down" | "same" {
  const places = item.shopIndex + 1 - item.position;
  return places > 0 ? "up" : places < 0 ? "down" : "same";
}

function rowMiddle(index: number): number {
  return index * rowHeight + rowHeight / 2;
}
