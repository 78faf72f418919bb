import {
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { Ranking } from "../ranking/ranking.ts";
import type { WhatIf } from "../worker/hypothetical.ts";
import type { StoredEvent } from "../worker/protocol.ts";
import { type Causes, choicesOf, findCauses } from "./inspector-choices.ts";
import { inspectorMovesStyles } from "./inspector-moves-styles.ts";
import type { TitleOf } from "./inspector-moves.ts";
import { inspectorPanelStyles } from "./inspector-panel-styles.ts";
import { inspectorStyles } from "./inspector-styles.ts";
import { inspectorWhyStyles } from "./inspector-why-styles.ts";
import { renderCauses } from "./inspector-causes.ts";
import { renderTextDirection } from "./inspector-direction.ts";
import { renderWhatIf, type WhatIfForm } from "./inspector-what-if.ts";

/**
 * The "Why" tab: of one item, which of the visitor's choices put it where it is, by exact replays without each of them; and what
 * would be if something were otherwise. Asks `window.personalRank`; changes nothing on the page.
 *
 * @element rank-inspector-why
 */
export class InspectorWhyElement extends LitElement {
  static override properties: PropertyDeclarations = {
    ranking: { attribute: false },
    events: { attribute: false },
    titleOf: { attribute: false },
    itemId: { attribute: false },
    causes: { state: true },
    progress: { state: true },
    problem: { state: true },
    form: { state: true },
    answer: { state: true },
    isAsking: { state: true },
  };
  static override styles: CSSResult[] = [
    inspectorStyles,
    inspectorPanelStyles,
    inspectorMovesStyles,
    inspectorWhyStyles,
  ];

  declare ranking: Ranking;
  declare events: readonly StoredEvent[];
  declare titleOf: TitleOf;
  /** Null for the first. */
  declare itemId: string | null;
  declare private causes: Causes | null;
  declare private progress: { readonly done: number; readonly all: number };
  declare private problem: string | null;
  declare private form: WhatIfForm;
  declare private answer: WhatIf | null;
  declare private isAsking: boolean;

  /** Of which ranking and events the causes are. */
  #subject = "";
  /** Of which question the answer is: another item or another order makes a new one of it. */
  #question: object | null = null;

  constructor() {
    super();
    this.itemId = null;
    this.causes = null;
    this.progress = { done: 0, all: 1 };
    this.problem = null;
    this.form = { query: null, price: null, without: new Set() };
    this.answer = null;
    this.isAsking = false;
  }

  override willUpdate(): void {
    const subject = `${this.ranking.id} ${this.ranking.generation} ${this.events[0]?.eventId ?? ""}`;
    if (subject !== this.#subject) {
      this.#subject = subject;
      void this.#find(subject);
    }
  }

  override render(): TemplateResult {
    const { items } = this.ranking;
    const item = items.find(({ id }) => id === this.itemId) ?? items[0];
    return html`<label class="pick"
        >Why is it there?
        <select @change=${(event: Event) => this.#pick((event.target as HTMLSelectElement).value)}>
          ${items.map(
            ({ id, position }) =>
              html`<option value=${id} .selected=${id === item.id}>${position}. ${this.titleOf(id)}</option>`,
          )}
        </select></label
      >
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${
        this.causes === null
          ? this.#renderProgress()
          : html`${renderCauses(item.id, this.causes, this.titleOf)}
            ${renderTextDirection(item.id, this.causes.now.ranking.items, this.titleOf)}
            ${renderWhatIf({
              item,
              query: this.ranking.query,
              form: this.form,
              choices: choicesOf(this.events),
              titleOf: this.titleOf,
              now: this.causes.now.ranking,
              answer: this.answer,
              isAsking: this.isAsking,
              change: (changes) => (this.form = { ...this.form, ...changes }),
              toggle: (eventId, isWithout) => this.#toggle(eventId, isWithout),
              ask: () => void this.#ask(item.id),
            })}`
      }`;
  }

  #renderProgress(): TemplateResult {
    const { done, all } = this.progress;
    if (this.problem !== null) return html``;
    return html`<p class="progress">
      <progress max=${all} value=${done} aria-label="Replaying what you did"></progress>
      Replaying what you did, without one thing at a time: ${done} of ${all}
    </p>`;
  }

  #pick(itemId: string): void {
    this.itemId = itemId;
    this.form = { ...this.form, price: null };
    this.#dropQuestion();
  }

  #dropQuestion(): void {
    [this.#question, this.answer, this.isAsking] = [null, null, false];
  }

  #toggle(eventId: string, isWithout: boolean): void {
    const without = new Set(this.form.without);
    if (isWithout) without.add(eventId);
    else without.delete(eventId);
    this.form = { ...this.form, without };
  }

  async #find(subject: string): Promise<void> {
    const { personalRank } = window;
    [this.causes, this.problem] = [null, null];
    this.#dropQuestion();
    if (personalRank === undefined) return;
    try {
      const causes = await findCauses(personalRank, this.events, {
        listId: this.ranking.listId,
        onProgress: (done, all) => (this.progress = { done, all }),
        isOver: () => subject !== this.#subject || !this.isConnected,
      });
      if (causes !== null) this.causes = causes;
      else if (subject === this.#subject) this.#subject = ""; // it was off the page, and begins anew when it is shown again
    } catch (error) {
      if (subject === this.#subject) this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  async #ask(itemId: string): Promise<void> {
    const { query, price, without } = this.form;
    const question = (this.#question = {});
    [this.isAsking, this.problem] = [true, null];
    let [answer, problem]: [WhatIf | null, string | null] = [null, null];
    try {
      answer =
        (await window.personalRank?.whatIf({
          listId: this.ranking.listId,
          without: [...without],
          ...(query === null ? {} : { query }),
          ...(price === null ? {} : { prices: { [itemId]: price } }),
        })) ?? null;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    if (question === this.#question) [this.answer, this.problem, this.isAsking] = [answer, problem, false];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-inspector-why": InspectorWhyElement;
  }
}
