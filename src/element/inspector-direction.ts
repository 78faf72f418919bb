import { html, nothing, type TemplateResult } from "lit";
import type { RankedItem } from "../ranking/ranking.ts";
import { stackedBar } from "./inspector-bars.ts";
import { formatSigned } from "./inspector-format.ts";
import type { TitleOf } from "./inspector-moves.ts";

const EXAMPLES = 3;
/** Below this texts have nothing to do with the order. */
const LEAST_SPREAD = 0.005;

/**
 * What was learned about texts is a direction among them, which has no name: the items at its two ends say what it is, and the item
 * itself, where it lies on it.
 */
export function renderTextDirection(
  itemId: string,
  items: readonly RankedItem[],
  titleOf: TitleOf,
): TemplateResult | typeof nothing {
  const byText = items.toSorted((a, b) => b.parts.groups.text - a.parts.groups.text);
  const place = byText.findIndex(({ id }) => id === itemId);
  const [most, least] = [byText[0]?.parts.groups.text ?? 0, byText.at(-1)?.parts.groups.text ?? 0];
  if (place < 0 || most - least < LEAST_SPREAD) return nothing;
  const extent = Math.max(Math.abs(most), Math.abs(least));
  const shown = new Set([
    ...byText.slice(0, EXAMPLES),
    byText[place],
    ...byText.slice(Math.max(EXAMPLES, byText.length - EXAMPLES)),
  ]);
  return html`<h3>What its text says to you</h3>
    <p class="small">
      By what you chose, these texts of the list speak to you most and least. This one is number ${place + 1}
      of ${byText.length}.
    </p>
    <table class="effects texts">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Text</th>
          <th scope="col" class="number">Score</th>
        </tr>
      </thead>
      <tbody>
        ${[...shown].map(
          ({ id, parts }) =>
            html`<tr class=${id === itemId ? "this" : ""}>
              <th scope="row">${titleOf(id)}${id === itemId ? html` <em>(this one)</em>` : nothing}</th>
              <td class="bar-cell">
                ${stackedBar([{ name: "personal", value: parts.groups.text }], extent)}
              </td>
              <td class="number">${formatSigned(parts.groups.text)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}
