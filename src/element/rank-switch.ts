import { type CSSResult, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { hasGlobalPrivacyControl } from "../page/consent/global-privacy-control.ts";
import type { RankHandle } from "../page/rank-handle.ts";
import { type EraseStep, renderSwitchBody, type SwitchActions, type SwitchView } from "./rank-switch-body.ts";
import { DisclosureElement } from "./rank-switch-disclosure.ts";
import { type Phrase, PHRASE_NAMES, type PhraseName, phrasesOf } from "./rank-switch-phrases.ts";
import { rankSwitchStyles } from "./rank-switch-styles.ts";
import { learnedSummary, type LearnedSummary } from "./rank-switch-summary.ts";

/** How often an open panel looks at the tag, whose state also changes without an event. */
const STATE_POLL_MS = 500;
/** Events that come together are answered by one look into the browser's storage. */
const SETTLE_MS = 120;

/**
 * "Why this order?": a button that a shop places anywhere, and a panel that says in plain words what happens and why, switches
 * personal orders on and off, and erases what was learned. It is for visitors, and consents to nothing by itself: before
 * consent its button only asks the page to ask.
 *
 * Every phrase is an attribute of its own, English unless given; `lang` of the element or of what is around it decides how
 * numbers and lists are written.
 *
 * @element personal-rank-switch
 * @attr {string} label - the button and the panel's title
 * @attr {string} label-close - the button that closes the panel
 * @attr {string} label-switch - the switch
 * @attr {string} text-missing - no tag on this page
 * @attr {string} text-waiting - no consent yet
 * @attr {string} text-privacy-control - no consent yet, in a browser that signals Global Privacy Control
 * @attr {string} label-consent - the button that asks for consent
 * @attr {string} text-consent - said after that, unless the page has taken it in hand
 * @attr {string} text-starting - consent is given, nothing is ordered yet
 * @attr {string} text-on - the order is the visitor's
 * @attr {string} text-nothing - instead of `text-on` as long as nothing was learned
 * @attr {string} text-held-out - instead of `text-on` on a page that shows the shop's order to compare with
 * @attr {string} text-no-list - instead of `text-on` on a page without a list
 * @attr {string} text-off - the visitor has switched it off
 * @attr {string} text-stopped - something failed; the shop's order stays
 * @attr {string} label-learned - above what was learned
 * @attr {string} label-opened - number of items opened
 * @attr {string} label-cart - number of items put into the cart
 * @attr {string} label-bought - number of items bought
 * @attr {string} label-engaged - number of items with a strong sign short of the goal
 * @attr {string} label-finished - number of items that reached the goal of the page
 * @attr {string} label-brands - brands that stand higher for the visitor
 * @attr {string} label-reasons - kinds of reason that move most
 * @attr {string} label-moved - number of items that stand elsewhere than the shop put them
 * @attr {string} text-moved - the number itself: `{moved}` and `{all}` are replaced
 * @attr {string} reason-text - reason: the text of the card
 * @attr {string} reason-match - reason: it fits the search
 * @attr {string} reason-history - reason: what was chosen before
 * @attr {string} reason-price - reason: the price
 * @attr {string} reason-brand - reason: the brand
 * @attr {string} reason-attributes - reason: its attributes
 * @attr {string} reason-facts - reason: facts such as rating or seller
 * @attr {string} reason-media - reason: picture or sound
 * @attr {string} label-erase - the button that erases
 * @attr {string} text-erase - the question before
 * @attr {string} label-erase-yes - yes
 * @attr {string} label-erase-no - no
 * @attr {string} text-erased - said afterwards
 * @attr {string} text-failed - said if something that the visitor asked for has failed
 *
 * @slot privacy - a link to the shop's privacy page, at the foot of the panel
 *
 * @csspart button - the button on the page
 * @csspart panel - the panel
 * @csspart title - its title
 * @csspart close-button - the button that closes it
 * @csspart text - what happens, in plain words
 * @csspart switch - the switch with its label
 * @csspart track - the groove of the switch
 * @csspart thumb - what moves in it
 * @csspart consent-button - the button that asks for consent
 * @csspart facts - what was learned
 * @csspart facts-title - the line above it
 * @csspart fact-label - what a number is about
 * @csspart fact-value - the number, or the words
 * @csspart erase-button - the button that erases
 * @csspart confirm - the question before
 * @csspart confirm-button - yes
 * @csspart cancel-button - no
 * @csspart status - what came of what the visitor asked for
 *
 * @cssprop [--personal-rank-background=Canvas] - of the panel
 * @cssprop [--personal-rank-color=CanvasText] - text of the panel
 * @cssprop [--personal-rank-line] - borders; a quarter of the text's colour
 * @cssprop [--personal-rank-accent] - the switch when it is on, the main button, the ring of the focus; a dark or light green
 * @cssprop [--personal-rank-on-accent] - on top of the accent
 * @cssprop [--personal-rank-radius=10px] - corners
 * @cssprop [--personal-rank-width=22rem] - of the panel, on windows wider than 30rem
 * @cssprop [--personal-rank-font=inherit] - font family
 *
 * @fires {CustomEvent<null>} personal-rank:consent-wanted - the visitor wants a personal order and has not consented yet:
 *   the shop shows its consent dialog, and calls `preventDefault()` to say so, whereupon the panel closes
 */
export class PersonalRankSwitchElement extends DisclosureElement {
  static override properties: PropertyDeclarations = {
    summary: { state: true },
    eraseStep: { state: true },
    status: { state: true },
  };
  static override styles: CSSResult = rankSwitchStyles;
  // Attributes and no properties: frameworks that set a property where there is one would leave the attribute out.
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...PHRASE_NAMES];
  }

  declare private summary: LearnedSummary | null;
  declare private eraseStep: EraseStep;
  declare private status: PhraseName | null;

  readonly #phrase: Phrase = phrasesOf(this);
  readonly #actions: SwitchActions = {
    askForConsent: () => this.#askForConsent(),
    turn: (isOn) => this.#turn(isOn),
    askToErase: () => void this.#stepTo("asking", "keep"),
    keep: () => void this.#stepTo("idle", "erase"),
    erase: () => void this.#erase(),
  };
  #state: SwitchView["state"] = "missing";
  #listeners: AbortController | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;
  #settle: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.summary = null;
    this.eraseStep = "idle";
    this.status = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    for (const name of ["ready", "order", "learned", "error"]) {
      document.addEventListener(`personal-rank:${name}`, () => this.#refreshSoon(), { signal });
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#listeners?.abort();
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const phrase = this.#phrase;
    return this.renderDisclosure(
      phrase("label"),
      phrase("label-close"),
      html`${this.isOpen ? renderSwitchBody(this.#view(), phrase, this.#actions) : nothing}
        <p class="status" part="status" role="status">${this.status === null ? "" : phrase(this.status)}</p>
        <slot name="privacy"></slot>`,
    );
  }

  #view(): SwitchView {
    return {
      state: this.#state,
      summary: this.summary,
      eraseStep: this.eraseStep,
      language: this.#language(),
    };
  }

  protected override onToggle(isOpen: boolean): void {
    clearInterval(this.#poll);
    clearTimeout(this.#settle);
    [this.eraseStep, this.status] = ["idle", null];
    if (!isOpen) return;
    this.#poll = setInterval(() => this.#readState(), STATE_POLL_MS);
    this.#readState();
    void this.#refresh();
  }

  #readState(): void {
    const state = window.personalRank?.state ?? "missing";
    if (state === this.#state) return;
    this.#state = state;
    this.summary = null;
    this.requestUpdate();
    if (state === "ready") this.#refreshSoon();
  }

  #refreshSoon(): void {
    if (!this.isOpen) return;
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.#refresh(), SETTLE_MS);
  }

  async #refresh(): Promise<void> {
    this.#readState();
    const handle: RankHandle | undefined = window.personalRank;
    if (handle?.state !== "ready") return;
    try {
      const inspection = await handle.inspect();
      this.summary = learnedSummary(
        inspection,
        handle.rankings,
        (id) => handle.candidateOf(id)?.brand ?? null,
      );
    } catch {
      this.summary = null; // the tag has stopped meanwhile, and has told so itself
    }
  }

  #askForConsent(): void {
    // Who asks by hand has been heard, whatever the browser asks of all sites; the consent is still the page's to get.
    if (hasGlobalPrivacyControl()) window.personalRank?.turn(true);
    const isTaken = !this.dispatchEvent(
      new CustomEvent("personal-rank:consent-wanted", {
        detail: null,
        bubbles: true,
        composed: true,
        cancelable: true,
      }),
    );
    this.#readState();
    if (isTaken) this.close();
    else if (this.#state === "waiting-for-consent") this.status = "text-consent";
  }

  #turn(isOn: boolean): void {
    this.status = null;
    window.personalRank?.turn(isOn);
    this.#readState();
  }

  async #stepTo(step: EraseStep, focusId: "keep" | "erase"): Promise<void> {
    [this.eraseStep, this.status] = [step, null];
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#${focusId}`)?.focus();
  }

  async #erase(): Promise<void> {
    this.eraseStep = "erasing";
    let status: PhraseName = "text-erased";
    try {
      await window.personalRank?.forget();
      this.summary = null;
    } catch {
      status = "text-failed"; // the tag tells the page why
    }
    await this.#stepTo("idle", "erase");
    this.status = status;
    await this.#refresh();
  }

  #language(): string {
    return this.closest<HTMLElement>("[lang]")?.lang ?? document.documentElement.lang;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "personal-rank-switch": PersonalRankSwitchElement;
  }
  interface DocumentEventMap {
    "personal-rank:consent-wanted": CustomEvent<null>;
  }
}
