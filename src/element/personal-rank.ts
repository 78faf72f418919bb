import { type PropertyDeclarations, type PropertyValues, ReactiveElement } from "@lit/reactive-element";
import { RankError } from "../base/errors.ts";
import type { FeedbackSink } from "../page/feedback/feedback-sink.ts";
import type { ActionDetail } from "../page/feedback/observe-actions.ts";
import type { RankHandle } from "../page/rank-handle.ts";
import type { ErrorDetail } from "../page/report.ts";
import { SETTING_NAMES } from "../page/setting-names.ts";
import { startTag, type Tag } from "../page/tag.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { Learned, Started } from "../worker/protocol.ts";

/** Where the model and the worker lie unless the attributes say otherwise: beside the page script. */
const scriptUrl = import.meta.url;

/** What is asked of an element that is not on a page. */
const NOWHERE: FeedbackSink = { chosen: () => undefined, shown: () => undefined, acted: () => undefined };

function propertyOf(setting: string): string {
  return `attribute ${setting}`;
}

/** What is on the page and has started, the first one first. */
const started = new Set<PersonalRankElement>();

/**
 * Orders the cards inside it for the visitor. The cards stay the page's own nodes; the element adds nothing to them.
 *
 * Its attributes are those of the script tag, without `data-`. A change of any of them starts the element again; `consent` going
 * from granted to denied erases what was learned.
 *
 * @element personal-rank
 * @attr {string} [list=found by themselves] - script tag only, as the element orders what is in it: selector of the lists, all that it matches; `none` where there are none
 * @attr {string} [item=found by themselves] - selector of the cards in a list
 * @attr {string} [list-id=found; `list` for one that is named] - what the first list of the page is called
 * @attr {string} [query=read from the address] - what the visitor asked for
 * @attr {"shop"|"video"|"feed"|"help"|"news"} [kind=shop] - what the page shows, and so what counts as feedback
 * @attr {"auto"|"move"|"slot"|"order"|"event"} [apply=auto] - how an order is shown; `auto` leaves the document of a framework alone
 * @attr {string} [model=models/shelf-mini/ beside the script] - URL of the model folder
 * @attr {string} [sync=none: nothing is sent] - URL of the sync server's `/v1`
 * @attr {string} [sync-key=none: then `sync` does nothing but say so] - public root key of the sync server, 43 characters; two with a space between them while it is changed
 * @attr {string} [sync-token=none] - token of this site at the sync server, if it wants one; no secret
 * @attr {"denied"|"granted"|"auto"|"tcf"|"consent-mode"|"shopify"} [consent=denied] - who says whether the visitor has consented; going back to `denied` erases
 * @attr {string} [ga4=dataLayer] - name of the array with the page's GA4 events; `none`: they are not read
 * @attr {string} [max-displacement=no limit] - how many places an item may move from the shop's, as in `8`
 * @attr {string} [brand-cap=none] - `3/12`: at most 3 of a brand among each 12 consecutive places
 * @attr {string} [exposure-floor=none] - `1/12`: at least 1 new item, or item of a little shown seller, among each 12 places
 * @attr {string} [block=none] - ids with commas between them: never moved up
 * @attr {"bayes"|"sgd"|"adamw"} [learner=bayes] - update rule of the personal head; the others are baselines
 * @attr {"last-layer"|"personal-vector"|"all-layers"} [learns=last-layer] - what of the head may learn
 * @attr {"none"|"epsilon"|"thompson"} [explore=none] - chance may move items by up to three places, never in the first row
 * @attr {number} [hold-out=0] - share of page views, up to 0.5, that show the shop's own order to compare with
 * @attr {"none"|"team-draft"} [interleave=none] - `team-draft`: those page views show a list that both orders have drafted
 * @attr {"none"|"beacon"} [monitor=none] - `beacon`: with `sync`, a randomised report of how well it goes, at most once a week
 * @attr {"asked"|"never"} [inspect=asked] - `asked`: the inspector opens where the address or the bookmarklet asks for it; it shows what is in this browser
 * @attr {"none"|"next-page"} [prepare=none] - `next-page`: the page that `rel="next"` names is read ahead
 * @attr {"auto"|"webgpu"|"wasm"|"wasm-fast"} [backend=auto] - where the encoder runs; `auto` takes what was measured to be quicker
 * @attr {string} [worker=personal-rank-worker.js beside the script] - URL of the worker
 *
 * @fires {CustomEvent<Started>} personal-rank:ready - the worker has started
 * @fires {CustomEvent<{ ranking: Ranking }>} personal-rank:order - a list has a new order
 * @fires {CustomEvent<Learned>} personal-rank:learned - the personal head was updated
 * @fires {CustomEvent<ErrorDetail>} personal-rank:error - something failed; the shop's order stays
 */
export class PersonalRankElement extends ReactiveElement implements RankHandle {
  /** Only attributes are read: by its own name one of them, `inspect`, would take the place of the method. */
  static override properties: PropertyDeclarations = Object.fromEntries(
    SETTING_NAMES.map((name) => [propertyOf(name), { attribute: name }]),
  );

  #tag: Tag | null = null;

  get state(): RankHandle["state"] {
    return this.#tag?.state ?? "stopped";
  }
  get hasList(): boolean {
    return this.#tag?.hasList ?? true;
  }
  get ranking(): RankHandle["ranking"] {
    return this.#tag?.ranking ?? null;
  }
  get rankings(): RankHandle["rankings"] {
    return this.#tag?.rankings ?? [];
  }
  get isOn(): boolean {
    return this.#tag?.isOn ?? false;
  }
  get feedback(): FeedbackSink {
    return this.#tag?.feedback ?? NOWHERE;
  }
  candidateOf: RankHandle["candidateOf"] = (itemId) => this.#tag?.candidateOf(itemId) ?? null;
  turn: RankHandle["turn"] = (isOn) => this.#need().turn(isOn);
  inspect: RankHandle["inspect"] = () => this.#need().inspect();
  share: RankHandle["share"] = () => this.#need().share();
  exposure: RankHandle["exposure"] = () => this.#need().exposure();
  whatIf: RankHandle["whatIf"] = (changes) => this.#need().whatIf(changes);
  timeline: RankHandle["timeline"] = (listId) => this.#need().timeline(listId);
  replayPersona: RankHandle["replayPersona"] = (liked, listId) => this.#need().replayPersona(liked, listId);
  exportState: RankHandle["exportState"] = () => this.#need().exportState();
  importState: RankHandle["importState"] = (json) => this.#need().importState(json);
  forget: RankHandle["forget"] = (what) => this.#need().forget(what);
  rank: RankHandle["rank"] = () => this.#need().rank();

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
    this.#tag?.stop();
    this.#tag = null;
    started.delete(this);
    if (window.personalRank !== this) return;
    delete window.personalRank;
    // The page may have put another one there before it took this one away.
    for (const other of started) window.personalRank ??= other;
  }

  /** Attributes often change several at a time: Lit gathers them, and one start serves them all. */
  override updated(changed: PropertyValues): void {
    if (changed.get(propertyOf("consent")) === "granted" && this.getAttribute("consent") !== "granted") {
      this.#tag?.withdraw();
    }
    if (this.isConnected) this.#restart();
  }

  #restart(): void {
    this.#tag?.stop();
    this.#tag = startTag({ read: (name) => this.getAttribute(name), scriptUrl, host: this });
    started.add(this);
    window.personalRank ??= this;
  }

  #need(): Tag {
    if (this.#tag === null)
      throw new RankError(
        "worker-failed",
        "Cannot use <personal-rank> because it is not connected to a page",
      );
    return this.#tag;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "personal-rank": PersonalRankElement;
  }
  interface DocumentEventMap {
    "personal-rank:ready": CustomEvent<Started>;
    "personal-rank:order": CustomEvent<{ readonly ranking: Ranking }>;
    "personal-rank:learned": CustomEvent<Learned>;
    "personal-rank:error": CustomEvent<ErrorDetail>;
    "personal-rank:action": CustomEvent<ActionDetail>;
  }
}
