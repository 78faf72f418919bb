import { type CSSResult, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ReviewList, ReviewRound } from "../base/review-report.ts";
import { renderDecision } from "./render-decision.ts";
import { renderRound } from "./render-round.ts";
import { renderRounds } from "./render-rounds.ts";
import { renderSignIn } from "./render-sign-in.ts";
import { createReviewClient, ReviewFailure, type ReviewSession } from "./review-client.ts";
import { reviewRoundStyles } from "./review-round-styles.ts";
import { reviewStyles } from "./review-styles.ts";

/** Whose rounds may be decided on: `owner` and `reviewer`. */
const MAY_DECIDE = new Set(["reviewer", "owner"]);

interface State {
  /** Undefined until the server has said; null: nobody. */
  readonly session: ReviewSession | null | undefined;
  readonly list: ReviewList | null;
  readonly round: ReviewRound | null;
  /** What is shown in the place of what could not be had. */
  readonly problem: string | null;
  /** Said aloud when it changes. */
  readonly said: string;
  readonly reason: string;
  readonly asked: "promote" | "reject" | null;
  readonly reasonProblem: string | null;
  readonly isBusy: boolean;
}

/**
 * The page on which people look at new heads and decide on them. It asks the server that it came from, and keeps nothing: which round
 * is open stands in the address.
 *
 * @element rank-review
 */
export class RankReviewElement extends LitElement {
  static override readonly styles: CSSResult[] = [reviewStyles, reviewRoundStyles];

  readonly #client = createReviewClient((input, init) => fetch(input, init));
  #state: State = {
    session: undefined,
    list: null,
    round: null,
    problem: null,
    said: "",
    reason: "",
    asked: null,
    reasonProblem: null,
    isBusy: false,
  };

  override connectedCallback(): void {
    super.connectedCallback();
    globalThis.addEventListener("hashchange", this.#follow);
    void this.#begin();
  }

  override disconnectedCallback(): void {
    globalThis.removeEventListener("hashchange", this.#follow);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { session, problem, isBusy, said } = this.#state;
    if (session === undefined)
      return html`<main class="sign-in">
        ${problem === null ? html`<p class="sub">Loading…</p>` : renderProblem(problem, () => void this.#begin())}
      </main>`;
    if (session === null)
      return renderSignIn({ problem, isBusy }, (name, password) => void this.#signIn(name, password));
    return html`${this.#renderHead(session)}
      <p class="hidden" role="status">${said}</p>
      ${this.#renderBody(session)}`;
  }

  protected override updated(_changed: PropertyValues): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog === null) return;
    if (this.#state.asked !== null && !dialog.open) dialog.showModal();
    if (this.#state.asked === null && dialog.open) dialog.close();
  }

  #renderHead({ name, role }: ReviewSession): TemplateResult {
    return html`<header class="head">
      <h1>Review new heads</h1>
      <p class="who">
        <span><strong>${name}</strong>, ${role}</span>
        <button @click=${() => void this.#reload()}>Reload</button>
        <button @click=${() => void this.#signOut()}>Sign out</button>
      </p>
    </header>`;
  }

  #renderBody(session: ReviewSession): TemplateResult {
    const { list, round, problem } = this.#state;
    const chosen = chosenRound();
    return html`<div class=${`columns ${chosen === null ? "" : "has-round"}`}>
      ${list === null ? nothing : renderRounds(list, chosen)}
      <main>
        ${problem === null ? nothing : renderProblem(problem, () => void this.#reload())}
        ${
          round === null
            ? problem === null
              ? html`<p class="note">
                  ${chosen === null ? "Choose a round to see what it has made." : "Loading…"}
                </p>`
              : nothing
            : renderRound(round, this.#renderDecision(round, session))
        }
      </main>
    </div>`;
  }

  #renderDecision(
    { id, state, version }: ReviewRound,
    { role }: ReviewSession,
  ): TemplateResult | typeof nothing {
    if (state !== "CANDIDATE" || version === null) return nothing;
    if (!MAY_DECIDE.has(role))
      return html`<p class="note">You may look at it; reviewers and owners decide.</p>`;
    const { reason, asked, reasonProblem, isBusy } = this.#state;
    return renderDecision(
      { roundId: id, version, reason, asked, problem: reasonProblem, isBusy },
      {
        write: (reason) => this.#set({ reason, reasonProblem: null }),
        ask: (asked) => this.#ask(asked),
        confirm: () => void this.#decide(id),
        // What has gone cannot be taken back: the question stands until the answer is there.
        cancel: () => this.#set(this.#state.isBusy ? {} : { asked: null }),
      },
    );
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    this.requestUpdate();
  }

  async #begin(): Promise<void> {
    await this.#trying(async () => {
      const session = await this.#client.session();
      this.#set({ session });
      if (session !== null) await this.#reload();
    });
  }

  async #signIn(name: string, password: string): Promise<void> {
    this.#set({ isBusy: true, problem: null });
    await this.#trying(async () => {
      await this.#client.signIn(name, password);
      await this.#begin();
    });
    this.#set({ isBusy: false });
  }

  async #signOut(): Promise<void> {
    await this.#trying(async () => {
      await this.#client.signOut();
      this.#set({ session: null, list: null, round: null, reason: "", asked: null });
    });
  }

  readonly #follow = (): void => {
    this.#set({ round: null, reason: "", asked: null, reasonProblem: null });
    if (!this.#state.session) return; // whoever signs in comes to what the address names
    this.#set({ problem: null });
    void this.#trying(async () => {
      await this.#readRound();
      await this.#focus("#round-title");
    });
  };

  async #reload(): Promise<void> {
    await this.#trying(async () => {
      this.#set({ problem: null, list: await this.#client.rounds() });
      await this.#readRound();
    });
  }

  async #readRound(): Promise<void> {
    const id = chosenRound();
    // Another one may have been chosen meanwhile: neither this one nor what is wrong with it is asked for any more.
    const isAskedFor = (): boolean => id === chosenRound();
    try {
      const round = id === null ? null : await this.#client.round(id);
      if (isAskedFor()) this.#set({ round });
    } catch (error) {
      if (isAskedFor() || isSignedOut(error)) throw error;
    }
  }

  #ask(asked: "promote" | "reject"): void {
    if (this.#state.reason.trim() !== "") return this.#set({ asked });
    this.#set({ reasonProblem: "Say why: those who come after you will ask" });
    this.renderRoot.querySelector<HTMLElement>("#reason")?.focus();
  }

  async #decide(id: number): Promise<void> {
    const { asked, reason } = this.#state;
    if (asked === null) return;
    this.#set({ isBusy: true });
    try {
      await this.#client.decide(id, { verdict: asked, reason: reason.trim() });
    } catch (error) {
      return this.#tellRefusal(error, id);
    }
    // In one step, here and below: what closes the question gives the focus back to a button, which must be enabled by then.
    this.#set({
      asked: null,
      isBusy: false,
      reason: "",
      said: `Round ${id} is ${asked === "promote" ? "promoted" : "rejected"}`,
    });
    await this.#reload();
    await this.#focus("#round-title");
  }

  async #tellRefusal(error: unknown, id: number): Promise<void> {
    this.#set({ asked: null, isBusy: false, problem: null });
    if (isSignedOut(error)) return this.#leave();
    const isDecided = error instanceof ReviewFailure && error.status === 409;
    if (!isDecided && id === chosenRound()) {
      this.#set({ reasonProblem: wordsOf(error) });
      return this.#focus("#reason");
    }
    // The round is no candidate any more, or another one is shown, and its form goes: what is to be said stands above the round.
    await this.#reload();
    if (this.#state.problem === null) this.#set({ problem: wordsOf(error) });
    await this.#focus("#round-title");
  }

  /** Back to where one signs in; what was written stays for whoever does so. */
  async #leave(): Promise<void> {
    this.#set({ session: null, problem: "You are signed out by now: sign in again" });
    await this.#focus("#name");
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (isSignedOut(error) && this.#state.session !== null) return this.#leave();
      this.#set({ problem: wordsOf(error) });
    }
  }
}

function renderProblem(problem: string, onRetry: () => void): TemplateResult {
  return html`<p class="problem line" role="alert">
    <span>${problem}</span><button @click=${onRetry}>Try again</button>
  </p>`;
}

/** The round that the address names, or null. */
function chosenRound(): number | null {
  const [, id] = /^#round-(\d{1,15})$/.exec(location.hash) ?? [];
  return id === undefined ? null : Number(id);
}

function isSignedOut(error: unknown): boolean {
  return error instanceof ReviewFailure && error.status === 401;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
