import type { BackendTimes } from "../base/backend-times.ts";
import type { Candidate } from "../ranking/candidate.ts";
import type { ExposureReport } from "../ranking/exposure-report.ts";
import type { ExposureRules } from "../ranking/exposure-rules.ts";
import type { FixedPlace } from "../ranking/hold-places.ts";
import type { Action, Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { FailureReason } from "../base/errors.ts";
import type { BenefitReport, OffPolicy } from "./benefit-report.ts";
import type { ExportedState, Imported } from "./exported-state.ts";
import type { Timeline, WhatIf } from "./hypothetical.ts";
import type { QualityPreview } from "./quality-preview.ts";
import type { SentLedger } from "./sent-ledger.ts";
import type { SentUpload, SharePrivacy } from "./share-privacy.ts";
import type { SpeedReport } from "./speed-report.ts";

/** Which rule updates the personal head. */
export type LearnerName = "bayes" | "sgd" | "adamw";

/**
 * What of the personal head may learn: one weight a feature, the coordinates in the prior's basis, or a network of two layers.
 */
export type LearnsName = "last-layer" | "personal-vector" | "all-layers";

/** Whether chance may move items by a few places, below the first row: by a swap now and then, or by what is not sure yet. */
export type ExploreName = "none" | "epsilon" | "thompson";

/** What is shown on pages that serve the comparison: the shop's order, or a list that both orders have drafted. */
export type InterleaveName = "none" | "team-draft";

/** Whether the browser reports, randomised and at most once a week, how well it goes. */
export type MonitorName = "none" | "beacon";

/**
 * Where the encoder runs. `auto` takes WebGPU where it has been measured to be quicker on this device, otherwise WebAssembly;
 * `wasm-fast` multiplies in 7 bits: quicker and a little less exact.
 */
export type BackendChoice = "auto" | "webgpu" | "wasm" | "wasm-fast";

/** What the page may ask of the worker. Each call is answered by one {@link Reply} with the same `callId`. */
export type Call =
  | { readonly type: "start"; readonly options: StartOptions }
  | { readonly type: "rank"; readonly request: RankRequest }
  | { readonly type: "learn"; readonly interactions: readonly Interaction[] }
  | {
      readonly type: "attribute";
      readonly itemId: string;
      readonly action: Action;
      readonly atMs: number;
      readonly eventId: string;
    }
  /** Encodes what a page to come will show; a few at a time, as calls are answered one after another. */
  | { readonly type: "prepare"; readonly candidates: readonly Candidate[] }
  | { readonly type: "return"; readonly atMs: number; readonly eventId: string }
  | { readonly type: "share" }
  | { readonly type: "inspect" }
  /** Who was shown how much in this browser, beside the shop's order. */
  | { readonly type: "exposure" }
  /** How a list would be ordered, of these candidates, for a visitor without these events; nothing is shown or stored. */
  | { readonly type: "what-if"; readonly request: RankRequest; readonly without: readonly string[] }
  /** How a list would have been ordered after each lesson so far. */
  | { readonly type: "timeline"; readonly request: RankRequest }
  /** How a list would come to be ordered for somebody new who likes these items, choice by choice. */
  | { readonly type: "persona"; readonly request: RankRequest; readonly liked: readonly string[] }
  | { readonly type: "export-state" }
  /** Puts what `export-state` gave, as text, in the place of what is kept here. */
  | { readonly type: "import-state"; readonly json: string }
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
  /** Public root keys of that server, with white space between them; without one it is not believed, and nothing is sent. */
  readonly syncKey: string | null;
  /** Of the site that the page is of; null where the server takes reports from everybody. */
  readonly syncToken: string | null;
  readonly learner: LearnerName;
  readonly learns: LearnsName;
  readonly explore: ExploreName;
  /** Share of page views that serve the comparison with the shop's order, in [0, 0.5]. */
  readonly holdOut: number;
  readonly interleave: InterleaveName;
  readonly monitor: MonitorName;
  readonly backend: BackendChoice;
}

export interface Started {
  /** Null until a text had to be encoded: a list whose texts are known needs no encoder, nor does a page that only reports a purchase. */
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
  /** Indices into `candidates` that the visitor has already seen on this view of the page. */
  readonly seen: readonly number[];
  /** Cards in the first row, at least 1; null if the page does not know. */
  readonly firstRow: number | null;
  /** The shop's, which hold for every order. */
  readonly rules: ExposureRules;
  readonly atMs: number;
  readonly rankingId: string;
  /** Of the view of the page: that of its first ranking. */
  readonly viewId: string;
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

/**
 * What sharing did. `queued` means that it is in the outbox and will be tried again; `withheld` that it may not go now: the budget is
 * spent or cannot be counted, as storage is refused, or there are no terms that this browser could verify.
 */
export interface Shared {
  readonly outcome:
    | "accepted"
    | "duplicate"
    | "queued"
    | "nothing-to-share"
    | "no-server"
    | "rejected"
    | "withheld";
  readonly headVersion: number;
}

/** Everything the visitor may see of what is kept and what would be sent. */
export interface Inspection {
  readonly started: Started;
  /** Null until a text had to be encoded on this page. */
  readonly encoder: EncoderReport | null;
  /** What the personal head is, in a word: its rule, or "low-rank" or "mlp". */
  readonly learner: LearnerName | "low-rank" | "mlp";
  readonly guard: GuardReport;
  readonly benefit: BenefitReport;
  /** Null unless lists were shown in which chance had a say. */
  readonly offPolicy: OffPolicy | null;
  /** Newest first: at most 200 of what was only seen, and 200 of all else. */
  readonly events: readonly StoredEvent[];
  readonly stored: readonly { readonly name: string; readonly records: number; readonly bytes: number }[];
  readonly personalWeights: readonly { readonly group: string; readonly norm: number }[];
  readonly delta: DeltaPreview | null;
  readonly outbox: readonly { readonly key: string; readonly bytes: number; readonly baseVersion: number }[];
  /** When weight deltas first left this browser. */
  readonly sent: SentLedger;
  /** Null until one was answered. */
  readonly lastSent: SentUpload | null;
  /** Null until the terms of a server could be verified. */
  readonly privacy: SharePrivacy | null;
  /** Null unless the page asks for reports of quality, and may. */
  readonly monitor: QualityPreview | null;
  /** The worker leaves its `orders` empty: the page knows them. */
  readonly speed: SpeedReport;
}

/** Where texts are encoded, why, and what this device takes for it. */
export interface EncoderReport {
  readonly backend: "webgpu" | "wasm";
  readonly why: string;
  /** What was measured here; null unless both backends have been compared, `webgpu` also if its embeddings were wrong. */
  readonly verdict: {
    readonly wasm: BackendTimes;
    readonly webgpu: BackendTimes | null;
  } | null;
}

/** How far what is known of the visitor counts, and why. */
export interface GuardReport {
  /** What the clicks so far say that the personal part is worth, from 0 to `mostLambda`; 0.75 at the start. */
  readonly lambda: number;
  readonly mostLambda: number;
  /** How far the clicks look like a person's, in [0, 1]. */
  readonly trust: number;
  /** True while the clicks are taken for a machine's: then the base order is shown, and nothing is learned. */
  readonly isFlagged: boolean;
  /** By sign of a machine, in nats: above 0 speaks for one, 7 flags. */
  readonly signs: readonly { readonly name: string; readonly logRatio: number }[];
  /** How far the newest clicks speak against what was learned, in nats: 4 makes it forget, 7 start anew; and the mean gain. */
  readonly drift: { readonly pages: number; readonly meanGain: number; readonly loss: number };
  /** Pages with clicks that were learned from, since the start or the last time that it started anew. */
  readonly learned: number;
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
  /** Standard deviation of the noise that is in the bytes, as a multiple of `clipNorm`; 0 for none. */
  readonly localSigma: number;
  readonly baseVersion: number;
  /** What a second server gets, where `bytes` is for the first and says nothing without it. Absent where there is one. */
  readonly helper?: { readonly url: string; readonly bytes: Uint8Array<ArrayBuffer> };
}

/** The answer to each {@link Call}, by its type. */
export interface Answers {
  start: Started;
  rank: Ranking;
  learn: Learned;
  attribute: Learned;
  /** Null: nothing is told of it. */
  prepare: null;
  return: Learned;
  share: Shared;
  inspect: Inspection;
  exposure: ExposureReport;
  "what-if": WhatIf;
  timeline: Timeline;
  persona: Timeline;
  "export-state": ExportedState;
  "import-state": Imported;
  /** Null if everything was forgotten. */
  forget: Forgotten | null;
}

export type Request =
  | { readonly type: "call"; readonly callId: number; readonly call: Call }
  /** Hold this Web Lock for as long as the worker lives; the page learns of its end by getting the lock. */
  | { readonly type: "stay-alive"; readonly lockName: string }
  /** Begin no transaction for so long: the page may be about to go away. */
  | { readonly type: "hold"; readonly forMs: number };

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
