import { html, nothing, type TemplateResult } from "lit";
import type { RankedItem } from "../ranking/ranking.ts";
import { stackedBar } from "./inspector-bars.ts";
import { type Causes, type ChoiceEffect, choiceWords } from "./inspector-choices.ts";
import { formatNumber, formatSigned } from "./inspector-format.ts";
import type { TitleOf } from "./inspector-moves.ts";

/** Below this a choice has nothing to do with an item. */
const LEAST_EFFECT = 0.005;
const MAX_EFFECTS = 8;

/** Which of the visitor's choices put one item where a new page would have it. */
export function renderCauses(
  itemId: string,
  { now, without, isAll, effects, isPartial }: Causes,
  titleOf: TitleOf,
): TemplateResult {
  const item = now.ranking.items.find(({ id }) => id === itemId);
  if (item === undefined) return html`<p class="note">It is not in this list any more.</p>`;
  const placeWithout = without.ranking.items.find(({ id }) => id === itemId)?.position ?? null;
  const told = effects
    .map((effect) => ({ ...effect, push: item.score - (effect.scoreOf.get(itemId) ?? item.score) }))
    .filter(({ push }) => Math.abs(push) >= LEAST_EFFECT)
    .toSorted((a, b) => Math.abs(b.push) - Math.abs(a.push))
    .slice(0, MAX_EFFECTS);
  const extent = Math.max(...told.map(({ push }) => Math.abs(push)), Number.MIN_VALUE);
  return html`<div class="note">
      <strong>${summaryOf(item, { placeWithout, isAll }, told[0], titleOf)}</strong>
      ${nextWords(item, now.ranking.items, titleOf)} Its score is the shop’s order
      ${formatSigned(item.parts.shop)} (first is 0, the rest is below), shoppers in general
      ${formatSigned(item.parts.global)} and you ${formatSigned(item.parts.personal)}: together
      ${formatSigned(item.score)}${sureness(now.deviations[item.position - 1])}. This place is looked at on
      ${Math.round(100 * item.propensity)} % of pages.
    </div>
    <h3>What you did, and what it did to this product</h3>
    ${
      told.length === 0
        ? html`<p>${noneWords(effects.length, isPartial)}</p>`
        : html`<table class="effects">
            <thead>
              <tr>
                <th scope="col">You</th>
                <th scope="col">Push</th>
                <th scope="col" class="number">Score</th>
                <th scope="col" class="number">Without it</th>
              </tr>
            </thead>
            <tbody>
              ${told.map((effect) => renderEffect(item, effect, extent, titleOf))}
            </tbody>
          </table>`
    }
    <p class="small">
      Each line is exact: the list was ordered again by what you would have taught without it. Lines need not
      add up, as one choice can say again what another has said.
    </p>`;
}

function noneWords(count: number, isPartial: boolean): string {
  if (count === 0)
    return isPartial ? "What you chose is too old to be taken out." : "You have not chosen anything yet.";
  return `None of your ${isPartial ? "newest " : ""}choices has anything to do with it.`;
}

function summaryOf(
  { id, position, shopIndex, parts }: RankedItem,
  { placeWithout, isAll }: { readonly placeWithout: number | null; readonly isAll: boolean },
  strongest: (ChoiceEffect & { readonly push: number }) | undefined,
  titleOf: TitleOf,
): TemplateResult {
  const from = shopIndex + 1 === position ? "as in the shop’s order" : `${shopIndex + 1} in the shop’s order`;
  const start = html`${titleOf(id)}: place ${position}, ${from}.`;
  if (placeWithout === null || placeWithout === position)
    return html`${start}
    ${parts.personal === 0 ? "Nothing you did moved it." : `What you did ${isAll ? "" : "lately "}leaves it there.`}`;
  const because =
    strongest !== undefined && strongest.push > 0 === placeWithout > position
      ? html`, above all because you ${choiceWords[strongest.event.type]} “${strongest.event.title}”`
      : nothing;
  return html`${start} Without ${isAll ? "anything you did" : "what you did lately"} it would be at
  ${placeWithout}${because}.`;
}

/** What it stands before, unless that is not by the score. */
function nextWords({ position, score }: RankedItem, items: readonly RankedItem[], titleOf: TitleOf): string {
  const next = items[position];
  if (next === undefined || next.score > score) return "";
  return `It stands before ${titleOf(next.id)}, as its score is higher: ${formatSigned(score)} against ${formatSigned(next.score)}.`;
}

function sureness(deviation: number | null | undefined): string {
  return deviation === null || deviation === undefined ? "" : ` ± ${formatNumber(deviation)}`;
}

function renderEffect(
  item: RankedItem,
  { event, placeOf, push }: ChoiceEffect & { readonly push: number },
  extent: number,
  titleOf: TitleOf,
): TemplateResult {
  const place = placeOf.get(item.id) ?? item.position;
  return html`<tr>
    <th scope="row">
      <span class="event ${event.type}">${choiceWords[event.type]}</span>
      ${event.title || titleOf(event.itemId)}
    </th>
    <td class="bar-cell">${stackedBar([{ name: "personal", value: push }], extent)}</td>
    <td class="number">${formatSigned(push)}</td>
    <td class="number">${place === item.position ? "same place" : `place ${place}`}</td>
  </tr>`;
}
