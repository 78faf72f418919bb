import {
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { Ranking } from "../ranking/ranking.ts";
import type { Answers, Inspection, Shared } from "../worker/protocol.ts";
import { firstOrderWait } from "./first-order-wait.ts";
import { type ForgetOne, type ForgetStep, renderForget } from "./inspector-forget.ts";
import { renderPanel } from "./inspector-panel.ts";
import { isHarmless, type Problem, problemOf, renderProblem } from "./inspector-problem.ts";
import { inspectorSheets } from "./inspector-sheets.ts";
import { nextTab, renderTabs, type TabName } from "./inspector-tabs.ts";
import { pageTitles } from "./page-titles.ts";
import { type InspectedState, renderWaiting, stateWords } from "./inspector-waiting.ts";

/** How often the tag's state is looked at: it changes without an event when the visitor allows or withdraws. */
const statePollMs = 500;
/** Several events of one action are answered by one look into the browser's storage. */
const settleMs = 120;

/**
 * Shows what the tag on this page does: the order and why, the events, what is stored, and what would be sent.
 * It reads everything from `window.personalRank` and the events on `document`; it changes nothing unless asked.
 *
 * @element rank-inspector
 * @attr {string} [title-selector=h3] - where a card with `data-id` has its title
 */
export class RankInspectorElement extends LitElement {
  static override properties: PropertyDeclarations = {
    titleSelector: { attribute: "title-selector" },
    tab: { state: true },
    whyId: { state: true },
    state: { state: true },
    ranking: { state: true },
    inspection: { state: true },
    problem: { state: true },
    forgetStep: { state: true },
    forgetOne: { state: true },
    isSending: { state: true },
    outcome: { state: true },
    areAllShown: { state: true },
    areSeenShown: { state: true },
  };
  static override styles: CSSResult[] = inspectorSheets;

  /** As the attribute: selector of the title in a card. */
  declare titleSelector: string;
  declare private tab: TabName;
  declare private whyId: string | null;
  declare private state: InspectedState;
  declare private ranking: Ranking | null;
  declare private inspection: Inspection | null;
  declare private problem: Problem | null;
  declare private forgetStep: ForgetStep;
  declare private forgetOne: Pick<ForgetOne, "busyId" | "outcome">;
  declare private isSending: boolean;
  declare private outcome: Shared["outcome"] | null;
  declare private areAllShown: boolean;
  declare private areSeenShown: boolean;

  /** As the cards had them when the ranking came: not looked for at every turn of the panel. */
  #titleOf: (id: string) => string = (id) => id;
  #exposure: Answers["exposure"] | null = null; // always set before `inspection`
  readonly #wait = firstOrderWait(() => performance.now());
  #listeners: AbortController | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    [this.titleSelector, this.tab, this.state] = ["h3", "order", "missing"];
    [this.whyId, this.ranking, this.inspection, this.problem, this.outcome] = [null, null, null, null, null];
    [this.forgetStep, this.forgetOne] = ["idle", { busyId: null, outcome: null }];
    [this.isSending, this.areAllShown, this.areSeenShown] = [false, false, false];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    for (const name of ["ready", "order", "learned"]) {
      document.addEventListener(`personal-rank:${name}`, () => this.#refreshSoon(), { signal });
    }
    const endForgotten = (): void => {
      if (this.forgetStep === "forgotten") this.forgetStep = "idle";
    };
    document.addEventListener("personal-rank:learned", endForgotten, { signal }); // something is known again
    document.addEventListener("personal-rank:error", (event) => this.#showProblem(event), { signal });
    this.#poll = setInterval(() => this.#readState(), statePollMs);
    this.#readState();
    this.#refreshSoon(); // also where it was moved in the document: what it waited for has gone with its timers
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listeners?.abort();
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
  }

  override render(): TemplateResult {
    const problem = renderProblem(this.problem, () => (this.problem = null));
    return html`<div class="head">
        <h2>What happens here</h2>
        <span class="state ${this.state}">${stateWords[this.state]}</span>
      </div>
      ${this.#renderFacts()} ${isHarmless(this.problem) ? nothing : problem} ${this.#renderBody()}
      ${isHarmless(this.problem) && this.inspection !== null ? problem : nothing}`;
  }

  #renderFacts(): TemplateResult {
    if (this.state !== "ready" || this.inspection === null)
      return html`<p class="sub">Inside this browser, nowhere else.</p>`;
    const { backend, headVersion, generation } = this.inspection.started;
    const runsOn = backend === null ? "" : backend === "webgpu" ? "WebGPU · " : "WebAssembly · ";
    return html`<p class="sub">
      ${runsOn}shop’s version ${headVersion} · learned ${generation} ${generation === 1 ? "time" : "times"}
    </p>`;
  }

  /** The tabs appear when there is something to show, all at once, so that nothing in the panel moves. */
  #renderBody(): TemplateResult {
    if (this.state !== "ready") return renderWaiting(this.state);
    const isRanking =
      this.ranking === null &&
      window.personalRank?.hasList === true &&
      !this.#wait.isInVain &&
      (this.problem === null || isHarmless(this.problem));
    return this.inspection === null || isRanking
      ? renderWaiting("starting")
      : this.#renderTabbed(this.inspection);
  }

  #renderTabbed(inspection: Inspection): TemplateResult {
    const tabList = renderTabs(this.tab, {
      select: (name) => this.#select(name),
      move: (event) => void this.#moveTab(event),
    });
    return html`${tabList}
      <div
        id="panel"
        role="tabpanel"
        tabindex="0"
        aria-labelledby=${`tab-${this.tab}`}
        @imported=${() => this.#refreshSoon()}
      >
        ${this.#renderPanel(inspection)}
      </div>
      ${renderForget(this.forgetStep, {
        ask: () => void this.#stepForget("asking"),
        cancel: () => void this.#stepForget("idle"),
        forget: () => void this.#forget(),
      })}`;
  }

  #renderPanel(inspection: Inspection): TemplateResult {
    return renderPanel(this.tab, {
      inspection,
      ranking: this.ranking,
      exposure: this.#exposure,
      titleOf: this.#titleOf,
      whyId: this.whyId,
      why: (id) => void this.#why(id),
      all: { isShown: this.areAllShown, show: () => (this.areAllShown = true) },
      seen: { areShown: this.areSeenShown, toggle: () => (this.areSeenShown = !this.areSeenShown) },
      one: { ...this.forgetOne, forget: (eventId) => void this.#forgetOne(eventId) },
      sending: { send: () => void this.#send(), isSending: this.isSending, outcome: this.outcome },
    });
  }

  #readState(): void {
    const state = window.personalRank?.state ?? "missing";
    if (state === this.state) {
      if (this.inspection && !this.ranking && this.#wait.becomesOverdue()) this.#refreshSoon();
      return;
    }
    this.state = state;
    this.#wait.restart();
    if (state === "ready") this.#refreshSoon();
    else [this.ranking, this.inspection, this.forgetStep, this.outcome] = [null, null, "idle", null];
  }

  #refreshSoon(): void {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.#refresh(), settleMs);
  }

  async #refresh(): Promise<void> {
    const { personalRank } = window;
    this.#readState();
    if (personalRank?.state !== "ready") return;
    const tell = this.#wait.asks();
    await this.#attempt(async () => {
      if (this.tab === "exposure") this.#exposure = await personalRank.exposure();
      const inspection = await personalRank.inspect();
      this.#titleOf = pageTitles(this.titleSelector);
      // Between two rankings the last one stays: a panel that goes takes along what it was doing.
      const ranking = personalRank.ranking ?? (personalRank.hasList ? this.ranking : null);
      this.#readState();
      if (this.state !== "ready") return; // what it told may be erased by now
      tell(ranking !== null);
      [this.inspection, this.ranking] = [inspection, ranking];
    });
  }

  async #send(): Promise<void> {
    [this.isSending, this.outcome] = [true, null];
    await this.#attempt(async () => {
      this.outcome = (await window.personalRank?.share())?.outcome ?? null;
    });
    this.isSending = false;
    await this.#refresh();
  }

  async #forget(): Promise<void> {
    [this.forgetStep, this.outcome] = ["forgetting", null];
    const isForgotten = await this.#attempt(async () => void (await window.personalRank?.forget()));
    await this.#stepForget(isForgotten ? "forgotten" : "asking");
    await this.#refresh();
  }

  /** The button that was pressed goes with its question: the focus moves to the last one, which does no harm. */
  async #stepForget(step: ForgetStep): Promise<void> {
    this.forgetStep = step;
    await this.updateComplete;
    this.#part(".forget button:last-of-type")?.focus();
  }

  /** The button goes with its row: the focus moves to the log, beside which it says what was done. */
  async #forgetOne(eventId: string): Promise<void> {
    let outcome: ForgetOne["outcome"] = null;
    this.forgetOne = { busyId: eventId, outcome };
    await this.#attempt(async () => {
      outcome = (await window.personalRank?.forget({ eventIds: [eventId] })) ?? null;
    });
    await this.#refresh();
    this.forgetOne = { busyId: null, outcome };
    await this.updateComplete;
    (this.#part(".scroll") ?? this.#part("#panel"))?.focus();
  }

  /** Runs something the worker may refuse, and tells the visitor if it does. */
  async #attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      this.#readState();
      // Who switches it off meanwhile is not told that it did not answer; of what stopped by itself the tag tells.
      if (this.state === "ready") this.problem = problemOf(error);
      return false;
    }
  }

  #showProblem(event: Event): void {
    // Dispatched by the tag, whose detail has this shape.
    this.problem = (event as CustomEvent<Problem>).detail;
    this.#readState();
  }

  #select(name: TabName): void {
    this.tab = name;
    this.#refreshSoon();
  }

  /** The button that asked goes with its tab: the focus moves to the new one. */
  async #why(id: string): Promise<void> {
    this.whyId = id;
    await this.#focusTab("why");
  }

  /** Arrow keys, Home and End move along the tabs, as the ARIA pattern has it. */
  async #moveTab(event: KeyboardEvent): Promise<void> {
    const next = nextTab(this.tab, event.key);
    if (next === null) return;
    event.preventDefault();
    await this.#focusTab(next);
  }

  async #focusTab(name: TabName): Promise<void> {
    this.#select(name);
    await this.updateComplete;
    this.#part(`#tab-${name}`)?.focus();
  }

  #part(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-inspector": RankInspectorElement;
  }
}
