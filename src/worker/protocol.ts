import type { Candidate } from "../ranking/candidate.ts";
import type { FixedPlace } from "../ranking/order-with-fixed.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { FailureReason } from "../base/errors.ts";

/** Which rule updates the personal head. */
export type LearnerName = "bayes" | "sgd" | "adamw";

/** Where the encoder runs. `auto` takes WebGPU on a real adapter, otherwise WebAssembly. */
export type BackendChoice = "auto" | "webgpu" | "wasm";

/** What the page may ask of the worker. Each call is answered by one {@link Reply} with the same `callId`. */
export type Call =
  | { readonly type: "start"; readonly options: StartOptions }
  | { readonly type: "rank"; readonly request: RankRequest }
  | { readonly type: "learn"; readonly interactions: readonly Interaction[] }
  | {
      readonly type: "attribute";
      readonly itemId: string;
      readonly action: "cart" | "purchase";
      readonly atMs: number;
      readonly eventId: string;
    }
  | { readonly type: "return"; readonly atMs: number; readonly eventId: string }
  | { readonly type: "share" }
  | { readonly type: "inspect" }
  | ForgetCall;

/** Forgets everything, or exactly these events, or everything about one item. */
export type ForgetCall =
  | { readonly type: "forget" }
  | { readonly type: "forget"; readonly eventIds: readonly string[] }
  | { readonly type: "forget"; readonly itemId: string };

export interface StartOptions {
  /** Absolute URL of the model folder, with a trailing slash. */
  readonly modelUrl: string;
  /** Absolute URL of the sync server's `/v1`, or null: nothing is ever sent. */
  readonly syncUrl: string | null;
  readonly learner: LearnerName;
  readonly backend: BackendChoice;
}

export interface Started {
  /** Null until the first ranking has loaded the encoder: a product page that only reports a purchase needs none. */
  readonly backend: "webgpu" | "wasm" | null;
  readonly storage: "indexeddb" | "memory";
  readonly headVersion: number;
  readonly generation: number;
}

export interface RankRequest {
  readonly listId: string;
  readonly query: string;
  /** In the shop's order. */
  readonly candidates: readonly Candidate[];
  /**
   * Indices into `candidates` that must stay, each with the 0-based place it holds: pinned cards at the shop's place,
   * cards the visitor has already seen at the place where they were seen.
   */
  readonly fixed: readonly FixedPlace[];
  readonly atMs: number;
  readonly rankingId: string;
}

/** What one batch of interactions changed. */
export interface Learned {
  readonly generation: number;
  /** False if nothing was learned, e.g. only impressions came. */
  readonly didUpdate: boolean;
}

/** What forgetting some events changed. Ids that are not known change nothing. */
export interface Forgotten {
  readonly generation: number;
  /** Events that were unlearned exactly: the personal head is, to the bit, one that never saw them. */
  readonly events: number;
  /** Events that were too old for that: they are no longer listed, but their part of the head stays. */
  readonly tooOld: number;
}

/** What sharing did. `queued` means that it is in the outbox and will be tried again. */
export interface Shared {
  readonly outcome: "accepted" | "duplicate" | "queued" | "nothing-to-share" | "no-server" | "rejected";
  readonly headVersion: number;
}

/** Everything the visitor may see of what is kept and what would be sent. */
export interface Inspection {
  readonly started: Started;
  readonly learner: LearnerName;
  /** Newest first, at most 200. */
  readonly events: readonly StoredEvent[];
  readonly stored: readonly { readonly name: string; readonly records: number; readonly bytes: number }[];
  readonly personalWeights: readonly { readonly group: string; readonly norm: number }[];
  readonly delta: DeltaPreview | null;
  readonly outbox: readonly { readonly key: string; readonly bytes: number; readonly baseVersion: number }[];
}

export interface StoredEvent {
  readonly eventId: string;
  readonly rankingId: string;
  readonly type: Interaction["type"];
  readonly itemId: string;
  readonly title: string;
  readonly position: number;
  readonly atMs: number;
  readonly generation: number;
}

/** The next upload, byte for byte. */
export interface DeltaPreview {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly dimensions: number;
  readonly normBeforeClip: number;
  readonly clipNorm: number;
  readonly baseVersion: number;
}

/** The answer to each {@link Call}, by its type. */
export interface Answers {
  start: Started;
  rank: Ranking;
  learn: Learned;
  attribute: Learned;
  return: Learned;
  share: Shared;
  inspect: Inspection;
  /** Null if everything was forgotten. */
  forget: Forgotten | null;
}

export type Request =
  | { readonly type: "call"; readonly callId: number; readonly call: Call }
  /** Hold this Web Lock for as long as the worker lives; the page learns of its end by getting the lock. */
  | { readonly type: "stay-alive"; readonly lockName: string };

export type Reply =
  | { readonly type: "answer"; readonly callId: number; readonly value: Answers[keyof Answers] }
  | {
      readonly type: "failure";
      readonly callId: number;
      readonly reason: FailureReason;
      readonly message: string;
    }
  | { readonly type: "warning"; readonly reason: FailureReason; readonly message: string }
  | { readonly type: "alive" };
