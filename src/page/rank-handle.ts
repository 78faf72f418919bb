import type { Candidate } from "../ranking/candidate.ts";
import type { ExposureReport } from "../ranking/exposure-report.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { ExportedState, Imported } from "../worker/exported-state.ts";
import type { Timeline, WhatIf } from "../worker/hypothetical.ts";
import type { Forgotten, Inspection, Shared } from "../worker/protocol.ts";
import type { FeedbackSink } from "./feedback/feedback-sink.ts";
import type { WhatIfChanges } from "./rank-request.ts";

export type TagState = "waiting-for-consent" | "switched-off" | "starting" | "ready" | "stopped";

/** What a part of what was learned may be forgotten by. */
export type Forgettable = { readonly eventIds: readonly string[] } | { readonly itemId: string };

/** What `window.personalRank` offers to the page, to the inspector and to the visitor's switch. */
export interface RankHandle {
  /** `ready`: the worker runs. There is no event for `waiting-for-consent` and `switched-off`. */
  readonly state: TagState;
  /** False on pages on which there is no list, such as most product pages and the cart. */
  readonly hasList: boolean;
  /** What the first list shows; null until its first ranking. */
  readonly ranking: Ranking | null;
  /** What each list of the page shows, in document order; those without a ranking yet are left out. */
  readonly rankings: readonly Ranking[];
  /** What the page says of an item of its lists, as the tag has read it; null for one that is on none of them. */
  candidateOf(itemId: string): Candidate | null;
  /** Whether the visitor wants personal orders, as far as the visitor's own switch says. */
  readonly isOn: boolean;
  /**
   * The visitor's own switch. Off: the shop's order comes back, and nothing more is learned or sent; what was learned stays
   * until it is erased. The choice is kept for all pages of this shop.
   */
  turn(isOn: boolean): void;
  /** What is kept in this browser, what was learned from it, and what would be sent, byte for byte. */
  inspect(): Promise<Inspection>;
  /** Sends now what would be sent at some time by itself; nothing without a sync server. */
  share(): Promise<Shared>;
  /** Who was shown how much, by the visitor's order and by the shop's. */
  exposure(): Promise<ExposureReport>;
  /**
   * How a list would be ordered on a new page if something were otherwise: nothing moves, nothing counts, and nothing is stored but the embeddings of new texts. Without
   * changes it is the order of now. A replay of what the visitor did makes it exact; it takes about 4 ms for each lesson.
   *
   * @throws {RankError} `list-not-found` if there is no such list, or it has not been ranked yet.
   */
  whatIf(changes: WhatIfChanges): Promise<WhatIf>;
  /** How the order of a list, the first unless said, would have been after each lesson so far. Throws as {@link RankHandle.whatIf}. */
  timeline(listId?: string): Promise<Timeline>;
  /**
   * How the order of a list, the first unless said, would come about for somebody new who likes some of its items: a simulated visitor who
   * opens one of them a day, at most twelve. Nothing counts, and nothing is stored but the embeddings of new texts.
   *
   * @param liked Ids of items of the list.
   * @throws {RankError} `protocol` if the list has none of them; or as {@link RankHandle.whatIf}.
   */
  replayPersona(liked: readonly string[], listId?: string): Promise<Timeline>;
  /**
   * Erases everything that was learned, but for the days on which something was sent in the last 90, and starts again from nothing;
   * or unlearns exactly these events, or everything about one item. Then the lists are ordered anew from the shop's order. Null if
   * everything was erased.
   */
  forget(what?: Forgettable): Promise<Forgotten | null>;
  /** What was done and learned in this browser, to be kept or taken to another one. What was sent is not part of it. */
  exportState(): Promise<ExportedState>;
  /**
   * Puts what {@link RankHandle.exportState} gave in the place of what is kept here, and ranks the lists again. It counts as
   * shared: from here, only what is learned from now on is sent.
   *
   * @param json That, or anything: it is checked first.
   * @throws {RankError} `protocol` if it is of another version, model or learner, or not whole; `storage-failed` if it cannot be
   *   stored. Then nothing has changed.
   */
  importState(json: object): Promise<Imported>;
  /** Looks for lists again and ranks all of them, e.g. after the page has changed something that cannot be seen in its tree. */
  rank(): Promise<void>;
  /** What the page knows of the visitor's doings and the tag cannot see. */
  readonly feedback: FeedbackSink;
}

declare global {
  interface Window {
    /** The first tag of the page. */
    personalRank?: RankHandle;
  }
}
