import { html, nothing, type TemplateResult } from "lit";
import { hasGlobalPrivacyControl } from "../page/consent/global-privacy-control.ts";
import type { TagState } from "../page/rank-handle.ts";
import { renderFacts } from "./rank-switch-facts.ts";
import type { Phrase, PhraseName } from "./rank-switch-phrases.ts";
import type { LearnedSummary } from "./rank-switch-summary.ts";

/** Where the visitor is on the way to erasing everything. */
export type EraseStep = "idle" | "asking" | "erasing";

/** What the panel shows. */
export interface SwitchView {
  /** Of the page's tag; `missing` if there is none. */
  readonly state: TagState | "missing";
  /** Null until the tag has answered. */
  readonly summary: LearnedSummary | null;
  readonly eraseStep: EraseStep;
  /** A language tag; "" if the page names none. */
  readonly language: string;
}

/** What the visitor can do in it. */
export interface SwitchActions {
  readonly askForConsent: () => void;
  readonly turn: (isOn: boolean) => void;
  readonly askToErase: () => void;
  readonly keep: () => void;
  readonly erase: () => void;
}

/** What stands between the panel's title and its foot. */
export function renderSwitchBody(view: SwitchView, phrase: Phrase, actions: SwitchActions): TemplateResult {
  const { state, summary, language } = view;
  const text = html`<p part="text">${phrase(textOf(view))}</p>`;
  if (state === "missing") return text;
  if (state === "waiting-for-consent") {
    return html`${text}
      ${hasGlobalPrivacyControl() ? html`<p part="text">${phrase("text-privacy-control")}</p>` : nothing}
      <button type="button" class="strong" part="consent-button" @click=${actions.askForConsent}>
        ${phrase("label-consent")}
      </button>`;
  }
  return html`${text} ${renderSwitch(state !== "switched-off", phrase, actions)}
  ${state === "ready" && summary !== null ? renderFacts(summary, phrase, language) : nothing}
  ${renderErase(view.eraseStep, phrase, actions)}`;
}

function textOf({ state, summary }: SwitchView): PhraseName {
  switch (state) {
    case "missing":
      return "text-missing";
    case "waiting-for-consent":
      return "text-waiting";
    case "switched-off":
      return "text-off";
    case "starting":
      return "text-starting";
    case "stopped":
      return "text-stopped";
    case "ready":
      if (summary === null) return "text-on";
      if (summary.all === 0) return "text-no-list";
      if (summary.isHeldOut) return "text-held-out";
      return summary.hasLearned ? "text-on" : "text-nothing";
  }
}

function renderSwitch(isOn: boolean, phrase: Phrase, { turn }: SwitchActions): TemplateResult {
  return html`<button
    type="button"
    role="switch"
    part="switch"
    aria-checked=${isOn}
    @click=${() => turn(!isOn)}
  >
    ${phrase("label-switch")}
    <span class="track" part="track" aria-hidden="true"><span class="thumb" part="thumb"></span></span>
  </button>`;
}

function renderErase(step: EraseStep, phrase: Phrase, actions: SwitchActions): TemplateResult {
  if (step === "idle") {
    return html`<button type="button" id="erase" part="erase-button" @click=${actions.askToErase}>
      ${phrase("label-erase")}
    </button>`;
  }
  const isBusy = step === "erasing";
  return html`<div class="confirm" part="confirm" role="group" aria-labelledby="question">
    <p id="question">${phrase("text-erase")}</p>
    <div class="actions">
      <button type="button" class="strong" part="confirm-button" ?disabled=${isBusy} @click=${actions.erase}>
        ${phrase("label-erase-yes")}
      </button>
      <button type="button" id="keep" part="cancel-button" ?disabled=${isBusy} @click=${actions.keep}>
        ${phrase("label-erase-no")}
      </button>
    </div>
  </div>`;
}
