import { html, type TemplateResult } from "lit";
import type { Forgotten, StoredEvent } from "../worker/protocol.ts";

/** Where the visitor is on the way to forgetting everything. */
export type ForgetStep = "idle" | "asking" | "forgetting" | "forgotten";

interface ForgetActions {
  readonly ask: () => void;
  readonly cancel: () => void;
  readonly forget: () => void;
}

/** The button that erases everything, with one question before it. */
export function renderForget(step: ForgetStep, actions: ForgetActions): TemplateResult {
  if (step === "asking" || step === "forgetting") {
    return html`<div class="forget" role="group" aria-labelledby="forget-question">
      <p id="forget-question">
        <strong>Forget everything?</strong> Events, weights and whatever waits to be sent are erased in this
        browser. That cannot be undone. Of uploads only the days stay, for 90 days, so that they count on.
      </p>
      <p class="actions">
        <button
          type="button"
          class="strong danger"
          ?disabled=${step === "forgetting"}
          @click=${actions.forget}
        >
          ${step === "forgetting" ? "Forgetting…" : "Yes, forget"}
        </button>
        <button type="button" class="plain" ?disabled=${step === "forgetting"} @click=${actions.cancel}>
          Keep it
        </button>
      </p>
    </div>`;
  }
  return html`<div class="forget">
    <p role="status">
      ${step === "forgotten" ? "Everything is forgotten. The next list starts from the shop’s order." : ""}
    </p>
    <button type="button" class="plain" @click=${actions.ask}>Forget everything</button>
  </div>`;
}

/** Forgetting of single events: which one is on its way, what became of the last, and how to ask for one. */
export interface ForgetOne {
  readonly busyId: string | null;
  readonly outcome: Forgotten | null;
  readonly forget: (eventId: string) => void;
}

/** The button beside one event of the log. */
export function renderForgetOne(
  { eventId, title, itemId }: StoredEvent,
  { word, one }: { readonly word: string; readonly one: ForgetOne },
): TemplateResult {
  const isBusy = one.busyId === eventId;
  return html`<button
    type="button"
    class="plain small-button"
    title="Forget this"
    aria-label=${`Forget this: ${word}, ${title || itemId}`}
    ?disabled=${one.busyId !== null}
    @click=${() => one.forget(eventId)}
  >
    ${isBusy ? "…" : "×"}
  </button>`;
}

/** What became of the last event that was to be forgotten. */
export function renderForgotten(outcome: Forgotten | null): TemplateResult {
  return html`<p class="small" role="status">${outcome === null ? "" : forgottenWords(outcome)}</p>`;
}

function forgottenWords({ events, tooOld }: Forgotten): string {
  if (tooOld > 0)
    return "It is off the list, but it is too old to be unlearned by itself. “Forget everything” unlearns it too.";
  if (events === 0) return "It was forgotten before.";
  return "Forgotten: the weights are what they would be if it had not happened. The list is ordered anew.";
}
