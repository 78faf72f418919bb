import { html, nothing, type TemplateResult } from "lit";
import type { RankedItem, Ranking } from "../ranking/ranking.ts";
import type { WhatIf } from "../worker/hypothetical.ts";
import type { StoredEvent } from "../worker/protocol.ts";
import { choiceWords } from "./inspector-choices.ts";
import { renderMoves, type TitleOf } from "./inspector-moves.ts";

const ROWS = 8;

/** What the visitor wants to be otherwise; null leaves it as it is. */
export interface WhatIfForm {
  readonly query: string | null;
  /** Of the item that is looked at. */
  readonly price: number | null;
  /** Ids of events. */
  readonly without: ReadonlySet<string>;
}

/** Form and answer of "what if". */
export function renderWhatIf({
  item,
  query,
  form,
  choices,
  titleOf,
  now,
  answer,
  isAsking,
  change,
  toggle,
  ask,
}: {
  readonly item: RankedItem;
  readonly query: string;
  readonly form: WhatIfForm;
  readonly choices: readonly StoredEvent[];
  readonly titleOf: TitleOf;
  readonly now: Ranking;
  readonly answer: WhatIf | null;
  readonly isAsking: boolean;
  readonly change: (changes: Partial<WhatIfForm>) => void;
  readonly toggle: (eventId: string, isWithout: boolean) => void;
  readonly ask: () => void;
}): TemplateResult {
  const isChanged = form.query !== null || form.price !== null || form.without.size > 0;
  return html`<h3>What if…</h3>
    <form
      class="what-if"
      @submit=${(event: Event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label
        >you had searched for
        <input
          type="text"
          .value=${form.query ?? query}
          @input=${(event: Event) => {
            const { value } = event.target as HTMLInputElement;
            change({ query: value === query ? null : value });
          }}
      /></label>
      <label
        >this product cost
        <input
          type="number"
          min="0"
          step="any"
          inputmode="decimal"
          placeholder="as it is"
          .value=${form.price === null ? "" : String(form.price)}
          @input=${(event: Event) => {
            const { value, valueAsNumber } = event.target as HTMLInputElement;
            change({ price: value === "" || !(valueAsNumber >= 0) ? null : valueAsNumber });
          }}
      /></label>
      ${
        choices.length === 0
          ? nothing
          : html`<fieldset>
              <legend>you had not</legend>
              ${choices.map(
                ({ eventId, type, title, itemId }) =>
                  html`<label class="check"
                    ><input
                      type="checkbox"
                      .checked=${form.without.has(eventId)}
                      @change=${(event: Event) => toggle(eventId, (event.target as HTMLInputElement).checked)}
                    />
                    ${choiceWords[type]} ${title || titleOf(itemId)}</label
                  >`,
              )}
            </fieldset>`
      }
      <button class="strong" ?disabled=${!isChanged || isAsking}>
        ${isAsking ? "Ordering…" : "Order it so"}
      </button>
    </form>
    <div role="status">${answer === null ? nothing : renderAnswer(item.id, now, answer, titleOf)}</div>`;
}

function renderAnswer(itemId: string, now: Ranking, { ranking }: WhatIf, titleOf: TitleOf): TemplateResult {
  const placeNow = new Map(now.items.map(({ id, position }) => [id, position]));
  const items = ranking.items.map((item) => ({
    ...item,
    shopIndex: (placeNow.get(item.id) ?? item.position) - 1,
  }));
  const [before, after] = [placeNow.get(itemId), items.find(({ id }) => id === itemId)?.position];
  const moved = items.filter(({ shopIndex, position }) => shopIndex + 1 !== position).length;
  return html`<p class="note">
      <strong
        >${titleOf(itemId)} would
        ${before === after ? html`stay at place ${after}` : html`go from place ${before} to ${after}`}.</strong
      >
      ${moved === 0 ? "No product would move." : `${moved} of ${items.length} products would move.`} Nothing
      on the page has changed.
    </p>
    ${
      moved === 0
        ? nothing
        : renderMoves({ items }, titleOf, Math.min(ROWS, items.length), {
            left: "As it is",
            right: "What if",
            pick: null,
          })
    }`;
}
