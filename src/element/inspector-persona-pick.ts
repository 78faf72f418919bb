import { html, type TemplateResult } from "lit";
import type { PagePersona } from "./page-personas.ts";

/** Asks whose timeline to show: the visitor's own, `null`, or that of somebody with a taste. */
export function renderPersonaPick(
  personas: readonly PagePersona[],
  picked: PagePersona | null,
  pick: (persona: PagePersona | null) => void,
): TemplateResult {
  return html`<label class="pick"
    >Whose choices?
    <select
      @change=${(event: Event) =>
        pick(personas[(event.target as HTMLSelectElement).selectedIndex - 1] ?? null)}
    >
      <option .selected=${picked === null}>Yours</option>
      ${personas.map(
        (persona) =>
          html`<option .selected=${persona === picked}>
            Somebody who likes ${persona.name} (${persona.liked.length} here)
          </option>`,
      )}
    </select></label
  >`;
}
