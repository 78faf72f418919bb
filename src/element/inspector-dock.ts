import { type CSSResult, html, LitElement, type PropertyDeclarations, type TemplateResult } from "lit";
import type { InspectorModule } from "../page/watch-inspect.ts";
import { inspectorDockStyles } from "./inspector-dock-styles.ts";

/** Sizes nearer to each other than that are taken for alike. */
const SAME_SIZE = 0.02;

/**
 * The inspector in a panel at the side of any page, a sheet at the bottom of a phone: over the page's content, which keeps its place.
 * It is no dialog: the page goes on. Escape closes it when the focus is in it, or nowhere on the page.
 *
 * @element rank-inspector-dock
 */
export class InspectorDockElement extends LitElement {
  static override properties: PropertyDeclarations = {
    isFolded: { type: Boolean, attribute: "folded", reflect: true },
  };
  static override styles: CSSResult = inspectorDockStyles;

  declare isFolded: boolean;
  onChange: Parameters<InspectorModule["openInspector"]>[2] = () => undefined;

  /** What had the focus before somebody asked for the panel. */
  #before: HTMLElement | null = null;
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const { activeElement, body } = document;
    if (activeElement !== this && activeElement !== body && activeElement !== null) return; // it is the page's
    event.preventDefault();
    this.#close();
  };

  constructor() {
    super();
    this.isFolded = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.#onKey);
    // Above everything, whatever the page's own layers are; elsewhere the style does what it can.
    this.popover = "manual";
    this.showPopover?.();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onKey);
  }

  override firstUpdated(): void {
    const sizeOf = (element: Element): number => Number.parseFloat(getComputedStyle(element).fontSize);
    // The inspector measures in the page's text size, which many shops set to 10 px: here it counts in the browser's.
    const ratio = sizeOf(this) / sizeOf(document.documentElement);
    if (Math.abs(ratio - 1) > SAME_SIZE)
      this.renderRoot.querySelector("rank-inspector")?.style.setProperty("zoom", String(ratio));
  }

  override render(): TemplateResult {
    return html`<section aria-label="personal-rank inspector" tabindex="-1">
      <div class="bar">
        <button
          type="button"
          class="fold"
          aria-expanded=${!this.isFolded}
          aria-controls="body"
          @click=${() => this.#fold(!this.isFolded)}
        >
          <svg
            width="18"
            height="18"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            aria-hidden="true"
          >
            <g stroke-width="2.2" stroke-linecap="round">
              <circle cx="10.5" cy="10.5" r="6.5" />
              <path d="M15.5 15.5 21 21" />
            </g>
          </svg>
          <span class="word">Inspector</span>
          <svg
            width="14"
            height="14"
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            aria-hidden="true"
          >
            <path d="m9 5 7 7-7 7" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" />
          </svg>
        </button>
        <span class="hint">Stays until you close it</span>
        <button
          type="button"
          class="close"
          aria-label="Close the inspector"
          title="Close (Escape)"
          @click=${() => this.#close()}
        >
          <span aria-hidden="true">×</span>
        </button>
      </div>
      <div class="body" id="body"><rank-inspector></rank-inspector></div>
    </section>`;
  }

  /** Unfolds it and moves the focus there. */
  async reveal(): Promise<void> {
    const { activeElement } = document;
    if (activeElement !== this && activeElement instanceof HTMLElement) this.#before = activeElement;
    if (this.isFolded) this.#fold(false);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("section")?.focus();
  }

  #fold(isFolded: boolean): void {
    this.isFolded = isFolded;
    this.onChange(isFolded ? "folded" : "open");
  }

  #close(): void {
    const hadFocus = document.activeElement === this;
    this.remove();
    this.onChange(null);
    if (hadFocus && this.#before?.isConnected === true) this.#before.focus({ preventScroll: true });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rank-inspector-dock": InspectorDockElement;
  }
}
