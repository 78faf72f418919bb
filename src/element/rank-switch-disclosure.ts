import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { placePanel } from "./rank-switch-place.ts";

/**
 * A button and a panel that it opens, over the page and never cut off by it: a popover. Where the browser has none, the panel
 * opens in its place, and the same keys close it.
 */
export abstract class DisclosureElement extends LitElement {
  static override properties: PropertyDeclarations = { isOpen: { state: true } };

  declare protected isOpen: boolean;
  readonly #hasPopover = "popover" in HTMLElement.prototype;
  readonly #onResize = (): void => this.#place();

  constructor() {
    super();
    this.isOpen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("resize", this.#onResize);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("resize", this.#onResize);
    this.#setOpen(false);
  }

  override updated(): void {
    this.#place();
  }

  /** Called after {@link isOpen} has changed. */
  protected abstract onToggle(isOpen: boolean): void;

  protected renderDisclosure(label: string, closeLabel: string, body: TemplateResult): TemplateResult {
    const toggle = this.#hasPopover ? nothing : (): void => this.#setOpen(!this.isOpen);
    return html`<button
        type="button"
        id="button"
        part="button"
        popovertarget=${this.#hasPopover ? "panel" : nothing}
        aria-expanded=${this.isOpen}
        aria-controls="panel"
        @click=${toggle}
      >
        ${label}
      </button>
      <div
        id="panel"
        class="panel"
        part="panel"
        role="group"
        aria-labelledby="title"
        popover=${this.#hasPopover ? "auto" : nothing}
        ?hidden=${!this.#hasPopover && !this.isOpen}
        @beforetoggle=${(event: ToggleEvent) => this.#setOpen(event.newState === "open")}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        <div class="head">
          <p class="title" part="title" id="title">${label}</p>
          <button
            type="button"
            class="close"
            part="close-button"
            aria-label=${closeLabel}
            @click=${() => this.#closeByHand()}
          >
            <span aria-hidden="true">×</span>
          </button>
        </div>
        ${body}
      </div>`;
  }

  protected close(): void {
    if (this.#hasPopover) this.#part("panel").hidePopover();
    else this.#setOpen(false);
  }

  /** The focus goes back to the button, also in browsers in which a click does not move it there. */
  #closeByHand(): void {
    this.close();
    this.#part("button").focus();
  }

  #setOpen(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    this.onToggle(isOpen);
    // The panel is shown after the event that brings us here and before the next frame.
    if (isOpen) requestAnimationFrame(() => this.#place());
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation(); // it has done its work: a dialog around the element stays
    this.#closeByHand();
  }

  #place(): void {
    if (!this.isOpen || !this.#hasPopover) return;
    const panel = this.#part("panel");
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const { left, top } = placePanel(
      this.#part("button").getBoundingClientRect(),
      { width: panel.offsetWidth, height: panel.offsetHeight },
      { width, height, scrollX, scrollY },
      getComputedStyle(this).direction === "rtl",
    );
    panel.style.setProperty("--_left", `${left}px`);
    panel.style.setProperty("--_top", `${top}px`);
  }

  #part(id: "button" | "panel"): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(`#${id}`)!; // rendered always
  }
}
