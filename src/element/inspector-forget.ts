import { html, type TemplateResult } from "lit";

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
        browser. That cannot be undone.
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
