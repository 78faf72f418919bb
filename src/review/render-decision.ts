import { html, nothing, type TemplateResult } from "lit";

/** What somebody is about to do with a candidate. */
export interface DecisionView {
  readonly roundId: number;
  readonly version: number;
  readonly reason: string;
  /** What is asked for now: nothing, or whether they are sure. */
  readonly asked: "promote" | "reject" | null;
  /** What is wrong, or null. */
  readonly problem: string | null;
  readonly isBusy: boolean;
}

export interface DecisionActions {
  /** The reason as it is typed. */
  write(reason: string): void;
  ask(verdict: "promote" | "reject"): void;
  confirm(): void;
  /** Comes while a decision is being sent too: a browser may close the question whether it may or not. */
  cancel(): void;
}

const MAX_REASON_LENGTH = 2_000;

/** The form with the reason, and the question before anything is done: it begins at Cancel, so that Enter twice does nothing. */
export function renderDecision(view: DecisionView, actions: DecisionActions): TemplateResult {
  const { reason, problem, isBusy } = view;
  return html`<section class="card decision" aria-labelledby="decision-title">
    <h3 id="decision-title">Your decision</h3>
    <label for="reason">Reason, which stays with the round</label>
    <textarea
      id="reason"
      rows="3"
      maxlength=${MAX_REASON_LENGTH}
      required
      aria-invalid=${problem === null ? "false" : "true"}
      aria-describedby=${problem === null ? nothing : "reason-problem"}
      .value=${reason}
      @input=${(event: InputEvent) => actions.write((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    <p id="reason-problem" class="problem" role="alert" ?hidden=${problem === null}>${problem}</p>
    <div class="buttons">
      <button class="primary" ?disabled=${isBusy} @click=${() => actions.ask("promote")}>Promote…</button>
      <button ?disabled=${isBusy} @click=${() => actions.ask("reject")}>Reject…</button>
    </div>
    ${renderQuestion(view, actions)}
  </section>`;
}

function renderQuestion(
  { roundId, version, reason, asked, isBusy }: DecisionView,
  actions: DecisionActions,
): TemplateResult {
  const isPromotion = asked === "promote";
  return html`<dialog
    aria-labelledby="question-title"
    @cancel=${(event: Event) => {
      event.preventDefault(); // it closes when it is rendered without a question
      actions.cancel();
    }}
    @close=${(event: Event) => {
      // Browsers may close it without having asked; by the time this comes it may be open again.
      if (!(event.target as HTMLDialogElement).open) actions.cancel();
    }}
  >
    <h3 id="question-title">${isPromotion ? `Promote head ${version}?` : `Reject head ${version}?`}</h3>
    <p>
      ${
        isPromotion
          ? "All visitors get it when their browsers next ask, within 6 hours of use, and no older head comes back."
          : `What round ${roundId} has learned is dropped; what it has cost in privacy stays spent.`
      }
    </p>
    <blockquote>${reason.trim()}</blockquote>
    <p class="note" role="status">${isBusy ? "It is being sent, and cannot be taken back now." : nothing}</p>
    <div class="buttons">
      <button class="primary" ?disabled=${isBusy} @click=${() => actions.confirm()}>
        ${isPromotion ? "Promote" : "Reject"}
      </button>
      <button autofocus ?disabled=${isBusy} @click=${() => actions.cancel()}>Cancel</button>
    </div>
  </dialog>`;
}
