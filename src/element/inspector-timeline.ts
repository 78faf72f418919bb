import {
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import type { Ranking } from "../ranking/ranking.ts";
import type { Timeline, TimelineStep } from "../worker/hypothetical.ts";
import type { StoredEvent } from "../worker/protocol.ts";
import { choiceWords } from "./inspector-choices.ts";
import { type Curves, curvesOf } from "./inspector-curves.ts";
import { downloadFile } from "./download-file.ts";
import { curveEvents } from "./curve-events.ts";
import type { TitleOf } from "./inspector-moves.ts";
import { type PagePersona, pagePersonas } from "./page-personas.ts";
import { inspectorPanelStyles } from "./inspector-panel-styles.ts";
import { linePlot } from "./inspector-plot.ts";
import { renderPersonaPick } from "./inspector-persona-pick.ts";
import { renderPlaces } from "./inspector-places.ts";
import { inspectorPlotStyles } from "./inspector-plot-styles.ts";
import { fittedAxis, plainAxis } from "./inspector-plot-axis.ts";
import { inspectorStyles } from "./inspector-styles.ts";
import { inspectorTimelineStyles } from "./inspector-timeline-styles.ts";
import { inspectorWhyStyles } from "./inspector-why-styles.ts";

const PLAY_MS = 500;

/**
 * The "Timeline" tab: how the order of the list came to be, lesson by lesson, with a slider, and the curves of what was learned; or how
 * it would come about for somebody new with a taste that the list has something for.
 * Asks `window.personalRank`; changes nothing on the page.
 *
 * @element rank-inspector-timeline
 */
export class InspectorTimelineElement extends LitElement {
  static override properties: PropertyDeclarations = {
    ranking: { attribute: false },
    events: { attribute: false },
    titleOf: { attribute: false },
    timeline: { state: true },
    persona: { state: true },
    at: { state: true },
    isPlaying: { state: true },
    problem: { state: true },
  };
  static override styles: CSSResult[] = [
    inspectorStyles,
    inspectorPanelStyles,
    inspectorWhyStyles,
    inspectorTimelineStyles,
    inspectorPlotStyles,
  ];

  declare ranking: Ranking;
  /** They know the titles of what has left the page. */
  declare events: readonly StoredEvent[];
  declare titleOf: TitleOf;
  declare private timeline: Timeline | null;
  /** Null for the visitor. */
  declare private persona: PagePersona | null;
  declare private at: number;
  declare private isPlaying: boolean;
  declare private problem: string | null;

  #curves: Curves | null = null;
  #titles: readonly string[] = [];
  #liked: ReadonlySet<number> = new Set();
  #subject = "";
  #personas: readonly PagePersona[] = [];
  #player: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    [this.timeline, this.persona, this.at, this.isPlaying, this.problem] = [null, null, 0, false, null];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  override willUpdate(): void {
    const subject = `${this.ranking.id} ${this.ranking.generation}`;
    if (subject !== this.#subject) {
      this.#subject = subject;
      this.#personas = pagePersonas(
        this.ranking,
        this.titleOf,
        (id) => window.personalRank?.candidateOf(id) ?? null,
      );
      // The same taste, in what may be another list.
      this.#pick(this.#personas.find(({ name }) => name === this.persona?.name) ?? null);
      void this.#load();
    }
  }

  override render(): TemplateResult {
    const pick = renderPersonaPick(this.#personas, this.persona, (persona) => {
      this.#pick(persona);
      void this.#load();
    });
    return html`${pick} ${this.#renderTimeline()}`;
  }

  #renderTimeline(): TemplateResult {
    if (this.problem !== null) return html`<p class="problem" role="alert">${this.problem}</p>`;
    if (this.timeline === null || this.#curves === null) {
      const what = this.persona === null ? "Replaying what you did" : "Replaying what they would do";
      return html`<p class="progress"><progress aria-label=${what}></progress> ${what}</p>`;
    }
    const { steps } = this.timeline;
    const step = steps[this.at];
    const isAlone = steps.length === 1;
    return html`${
        this.persona !== null
          ? html`<div class="note">
              <strong>Simulated.</strong> Somebody new comes once a day, opens the first thing they like and
              reads for a minute. Nothing of it is kept.
            </div>`
          : nothing
      }${
        isAlone
          ? html`<div class="note">
              <strong>Nothing learned yet.</strong> Open a product you like, come back, and each lesson
              becomes a place on the slider.
            </div>`
          : nothing
      }
      <div class="scrubber">
        <button
          type="button"
          class="plain"
          ?disabled=${isAlone}
          aria-label=${this.isPlaying ? "Pause" : "Play all lessons"}
          @click=${() => (this.isPlaying ? this.#pause() : this.#play())}
        >
          ${this.isPlaying ? "❚❚" : "▶"}
        </button>
        <input
          type="range"
          min="0"
          max=${steps.length - 1}
          .value=${String(this.at)}
          ?disabled=${isAlone}
          aria-label="Lesson"
          aria-valuetext=${this.#stepWords(step)}
          @input=${(event: Event) => {
            this.#pause();
            this.at = (event.target as HTMLInputElement).valueAsNumber;
          }}
        />
        <span class="number">${this.at} of ${steps.length - 1}</span>
      </div>
      <p class="step">${this.#stepWords(step)}</p>
      ${renderPlaces({
        order: step.order,
        before: steps[Math.max(0, this.at - 1)].order,
        titles: this.#titles,
        liked: this.#liked,
      })}
      ${this.#renderCurves(this.#curves)}
      <div class="actions">
        <button type="button" class="plain" ?disabled=${isAlone} @click=${() => this.#saveCurves()}>
          Save for TensorBoard
        </button>
        <button type="button" class="plain" @click=${() => this.#saveTimeline()}>Save as JSON</button>
      </div>`;
  }

  #renderCurves({ base, personal, lambda, trust }: Curves): TemplateResult {
    const whose = this.persona === null ? "your" : "their";
    return html`${linePlot({
      title: "Surprise a choice, mean so far, in nats (lower is better)",
      lines: [
        { name: "shop", label: `without ${whose} part`, values: base },
        { name: "personal", label: "with it", values: personal },
      ],
      axis: fittedAxis([...base, ...personal]),
      at: this.at,
    })}
    ${linePlot({
      title: `How much ${whose} part counts`,
      lines: [
        { name: "personal", label: "weight", values: lambda },
        { name: "global", label: "trust", values: trust },
      ],
      axis: plainAxis(0, Math.max(1, ...lambda)),
      at: this.at,
    })}`;
  }

  #stepWords({ generation, events, atMs }: TimelineStep): string {
    if (this.at === 0)
      return this.persona === null ? "Before what is remembered one by one." : "Before the first visit.";
    const who = this.persona === null ? "you" : "they";
    const time = atMs === null ? "" : `${new Date(atMs).toLocaleString()}: `;
    const told = events.map(({ type, itemId, eventId }) => {
      const known = this.events.find((event) => event.eventId === eventId)?.title;
      return `${who} ${choiceWords[type]} ${known || this.titleOf(itemId)}`;
    });
    return `${time}${told.length === 0 ? "what was passed over" : told.join("; ")} (lesson ${generation})`;
  }

  /** What somebody else's choices came to is not shown meanwhile. */
  #pick(persona: PagePersona | null): void {
    if (persona?.name !== this.persona?.name) this.timeline = null;
    this.persona = persona;
  }

  async #load(): Promise<void> {
    const [subject, persona] = [this.#subject, this.persona];
    const isStill = (): boolean => subject === this.#subject && persona === this.persona;
    this.#pause();
    try {
      const { listId } = this.ranking;
      const timeline = await (persona === null
        ? window.personalRank?.timeline(listId)
        : window.personalRank?.replayPersona(persona.liked, listId));
      if (!isStill() || timeline === undefined) return;
      this.#curves = curvesOf(timeline);
      const liked = new Set(persona?.liked);
      this.#liked = new Set(timeline.itemIds.flatMap((id, index) => (liked.has(id) ? [index] : [])));
      this.#titles = timeline.itemIds.map((id) => this.titleOf(id));
      [this.timeline, this.at, this.problem] = [timeline, timeline.steps.length - 1, null];
    } catch (error) {
      if (isStill()) this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  #play(): void {
    const last = this.timeline!.steps.length - 1;
    this.isPlaying = true;
    this.at = this.at === last ? 0 : this.at + 1;
    this.#player = setInterval(() => {
      if (this.at < last) this.at++;
      else this.#pause();
    }, PLAY_MS);
  }

  #pause(): void {
    clearInterval(this.#player);
    this.isPlaying = false;
  }

  #saveCurves(): void {
    downloadFile(
      "events.out.tfevents.personal-rank",
      curveEvents(this.timeline!.steps, this.#curves!),
      "application/octet-stream",
    );
  }

  #saveTimeline(): void {
    downloadFile("personal-rank-timeline.json", `${JSON.stringify(this.timeline)}\n`, "application/json");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-inspector-timeline": InspectorTimelineElement;
  }
}
