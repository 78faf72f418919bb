import { html, type TemplateResult } from "lit";

/** Places that are drawn; what stands lower is out of sight. */
const ROWS = 12;

/** The order of one lesson, and what it is compared with. */
export interface Places {
  /** Of the lesson and of the one before, as indices into the titles. */
  readonly order: readonly number[];
  readonly before: readonly number[];
  /** In the shop's order. */
  readonly titles: readonly string[];
  /** Indices of what a persona likes; empty for the visitor, whose taste nobody knows. */
  readonly liked: ReadonlySet<number>;
}

/** For the eye: every card keeps its node, and moves by a transform, so scrubbing costs no layout. For the ear: a plain list. */
export function renderPlaces({ order, before, titles, liked }: Places): TemplateResult {
  const placeOf = new Map(order.map((index, place) => [index, place]));
  const placeBefore = new Map(before.map((index, place) => [index, place]));
  return html`<ol class="places" aria-hidden="true">
      ${titles.map((title, index) => {
        const place = placeOf.get(index) ?? order.length;
        const moved = (placeBefore.get(index) ?? place) - place;
        return html`<li
          class="${place < ROWS ? "" : "out"} ${liked.has(index) ? "liked" : ""}"
          .style=${`transform:translateY(${Math.min(place, ROWS) * 1.9}rem)`}
        >
          <span class="place">${place + 1}</span><span class="place-title">${title}</span>
          <span class="badge ${moved > 0 ? "up" : moved < 0 ? "down" : "same"}"
            >${moved === 0 ? "" : `${moved > 0 ? "▲" : "▼"} ${Math.abs(moved)}`}</span
          >
        </li>`;
      })}
    </ol>
    <ol class="hidden" aria-label="The order then">
      ${order
        .slice(0, ROWS)
        .map((index) => html`<li>${titles[index]}${liked.has(index) ? " (liked)" : ""}</li>`)}
    </ol>`;
}
