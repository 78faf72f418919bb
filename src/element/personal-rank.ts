import { type PropertyDeclarations, type PropertyValues, ReactiveElement } from "@lit/reactive-element";
import { RankError } from "../base/errors.ts";
import { type ListTarget, type RankSession, rankSession } from "../page/rank-session.ts";
import { reporter } from "../page/report.ts";
import { readSettings, SETTING_NAMES } from "../page/settings.ts";
import type { RankHandle } from "./rank-handle.ts";

/** Where the model and the worker lie unless the attributes say otherwise: beside the page script. */
const scriptUrl = import.meta.url;

/**
 * Orders the cards inside it for the visitor. The cards stay the page's own nodes; the element adds nothing to them.
 *
 * Attributes: `item`, `list-id`, `query`, `model`, `sync`, `consent`, `learner`, `learns`, `explore`,
 * `hold-out`, `interleave`, `prepare`, `backend`, `worker`.
 * A change of any of them starts the element again; `consent` going from granted to denied erases what was learned.
 *
 * @fires personal-rank:ready - the worker has started; detail: `Started`
 * @fires personal-rank:order - the cards stand in a new order; detail: `{ ranking: Ranking }`
 * @fires personal-rank:learned - the personal head was updated; detail: `Learned`
 * @fires personal-rank:error - something failed; detail: `ErrorDetail`; the shop's order stays
 */
export class PersonalRankElement extends ReactiveElement implements RankHandle {
  static override properties: PropertyDeclarations = Object.fromEntries(
    SETTING_NAMES.map((name) => [name, { attribute: name }]),
  );

  #session: RankSession | null = null;

  get state(): RankSession["state"] {
    return this.#session?.state ?? "stopped";
  }
  /** The element is around its list. */
  readonly hasList = true;

  get ranking(): RankSession["ranking"] {
    return this.#session?.ranking ?? null;
  }
  inspect: RankSession["inspect"] = () => this.#need().inspect();
  share: RankSession["share"] = () => this.#need().share();
  forget: RankSession["forget"] = (what) => this.#need().forget(what);
  rank: RankSession["rank"] = () => this.#need().rank();

  /** The cards are in the light DOM; there is nothing to render. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Also after the element was moved in the document: the first time there is no update to wait for.
    if (this.hasUpdated) this.#restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#session?.stop();
    this.#session = null;
    if (window.personalRank === this) delete window.personalRank;
  }

  /** Attributes often change several at a time: Lit gathers them, and one start serves them all. */
  override updated(changed: PropertyValues): void {
    if (changed.get("consent") === "granted" && this.getAttribute("consent") !== "granted") {
      this.#session?.withdraw();
      this.#session = null;
    }
    if (this.isConnected) this.#restart();
  }

  #restart(): void {
    this.#session?.stop();
    const report = reporter(this);
    const settings = readSettings((name) => this.getAttribute(name), {
      scriptUrl,
      onProblem: (message) => report(new RankError("protocol", message), "degraded"),
    });
    const target = this.#target(settings.itemSelector);
    this.#session = rankSession(settings, { target, events: this, report });
    window.personalRank ??= this;
  }

  /** Cards, unless `item` says otherwise: what carries an id, or else the items of the first list. */
  #target(itemSelector: string | null): ListTarget {
    if (itemSelector !== null) return { list: this, itemSelector };
    if (this.querySelector("[data-id]") !== null) return { list: this, itemSelector: "[data-id]" };
    return { list: this.querySelector<HTMLElement>("ul, ol") ?? this, itemSelector: ":scope > *" };
  }

  #need(): RankSession {
    if (this.#session === null)
      throw new RankError(
        "worker-failed",
        "Cannot use <personal-rank> because it is not connected to a page",
      );
    return this.#session;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "personal-rank": PersonalRankElement;
  }
}
