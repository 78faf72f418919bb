import {
  html,
  LitElement,
  nothing,
  type CSSResult,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit";
import { downloadFile } from "./download-file.ts";
import { inspectorPanelStyles } from "./inspector-panel-styles.ts";
import { inspectorStyles } from "./inspector-styles.ts";

/** A state is at most some 45 MB, half of it embeddings; a longer file is none, and is not read. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Saves what is kept in this browser as a file, and puts what such a file has in its place: a page without a list has no other event
 * that says so than its `imported`.
 */
export class InspectorTransferElement extends LitElement {
  static override properties: PropertyDeclarations = {
    isBusy: { state: true },
    told: { state: true },
    problem: { state: true },
  };
  static override styles: CSSResult[] = [inspectorStyles, inspectorPanelStyles];

  declare private isBusy: boolean;
  declare private told: string;
  declare private problem: string | null;

  constructor() {
    super();
    [this.isBusy, this.told, this.problem] = [false, "", null];
  }

  override render(): TemplateResult {
    return html`<h3>Take it along</h3>
      <p class="small">
        The file has everything you did and what was learned of it. Loading one replaces what is here. What it
        brings is never sent from this browser.
      </p>
      <p class="actions">
        <button type="button" class="plain" ?disabled=${this.isBusy} @click=${() => void this.#save()}>
          Save as file
        </button>
        <button type="button" class="plain" ?disabled=${this.isBusy} @click=${() => this.#choose()}>
          Load a file
        </button>
        <input
          type="file"
          accept="application/json,.json"
          hidden
          aria-label="File to load"
          @change=${(event: Event) => void this.#load(event.target as HTMLInputElement)}
        />
        <span role="status">${this.told}</span>
      </p>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}`;
  }

  #choose(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  #save(): Promise<void> {
    return this.#attempt(async () => {
      const state = await window.personalRank?.exportState();
      if (state === undefined) throw new Error("Cannot save because there is no tag on this page");
      downloadFile("personal-rank-state.json", `${JSON.stringify(state)}\n`, "application/json");
      return "Saved.";
    });
  }

  async #load(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (file === undefined) return;
    await this.#attempt(async () => {
      if (file.size > MAX_FILE_BYTES) throw new Error(`Cannot load "${file.name}" because it is too long`);
      const imported = await window.personalRank?.importState(parsed(await file.text()));
      if (imported === undefined) throw new Error("Cannot load because there is no tag on this page");
      this.dispatchEvent(new Event("imported", { bubbles: true, composed: true }));
      return `Loaded: ${imported.events} events, learned ${imported.generation} times. The list is ordered anew.`;
    });
    input.value = ""; // the same file may be chosen again
  }

  async #attempt(action: () => Promise<string>): Promise<void> {
    [this.isBusy, this.told, this.problem] = [true, "", null];
    try {
      this.told = await action();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.isBusy = false;
  }
}

/** What is no JSON object is handed on as one that holds its beginning: the worker says what is wrong with it. */
function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // told by the worker
  }
  return { text: text.slice(0, 100) };
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-inspector-transfer": InspectorTransferElement;
  }
}
