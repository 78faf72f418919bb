import type { DeltaTerms } from "../federation/delta.ts";
import type { SplitShareTerms } from "../federation/split-share.ts";
import type { RoundTiming } from "../federation/round-fate.ts";
import type { QualityReport } from "../federation/quality-report.ts";
import type { Canary } from "../federation/manifest.ts";
import type { GateCheck } from "../federation/gate-checks/gate-check.ts";
import type { GateBounds } from "../federation/release-gate.ts";
import type { AccessTables } from "./access/access-tables.ts";
import type { ReleaseFacts } from "./manifest-source.ts";
import type { InstalledCanary } from "./rounds/canary-shelf.ts";

/** One delta as it came in, already checked against the store's terms. */
export interface DeltaUpload {
  /** Idempotency key: 32 lower-case hex digits, made by the device when it queued the delta. */
  readonly key: string;
  readonly baseVersion: number;
  /** The delta file. */
  readonly bytes: Uint8Array;
  /**
   * Prefix of the sender's network address; only its keyed hash modulo 32 is kept, and the key no longer than the round. Null for a share of a
   * split round, whose sum is one.
   */
  readonly network: string | null;
}

/** When a round ends, and what becomes of it. */
export interface RoundPolicy extends RoundTiming {
  /** In which a round is to fill: of the reports that are due, browsers send as few as that takes. Null: all are sent. */
  readonly fillMs: number | null;
  /** σ, at least 0: standard deviation of the noise as a multiple of what one visitor can change. 0 is no privacy at all. */
  readonly noiseMultiplier: number;
  /** Whether a candidate waits for a person, or is released as soon as it has passed the gate. */
  readonly promotion: "person" | "automatic";
  /** How far a candidate may go; those that go further are rejected. */
  readonly gateBounds: GateBounds;
}

/** How a round's mean moves the head: by learningRate · scale ∘ mean. */
export interface StepRule {
  /** Above 0. */
  readonly learningRate: number;
  /** κ, [dimensions], at least 0: the one that devices have multiplied by, see federation/global-step.ts. */
  readonly scale: Float64Array;
}

/** `stale`: the delta's base is not the current head; nothing was stored. */
export type Receipt = "accepted" | "duplicate" | "stale";

/** What one round made. */
export interface ClosedRound {
  /** Version that its candidate would have. */
  readonly version: number;
  /** Deltas in the mean. */
  readonly reports: number;
  /** L2 norm of the mean, divided by the clip norm: 0 to 1. */
  readonly updateNormRatio: number;
  readonly durationSeconds: number;
}

export type RoundState =
  | "OPEN"
  | "CLOSING"
  | "SUMMED"
  | "NOISED"
  | "CANDIDATE"
  | "PROMOTED"
  | "REJECTED"
  | "EXPIRED";

/** One round as a person sees it. */
export interface RoundRow {
  readonly id: number;
  readonly state: RoundState;
  readonly openedAtMs: number;
  readonly changedAtMs: number;
  /** Null until all are summed. */
  readonly reports: number | null;
  /** Version of the head that its candidate goes on from, or null. */
  readonly baseVersion: number | null;
  /** Of its candidate, or null; no other head has it, whatever becomes of this one. */
  readonly version: number | null;
  readonly checks: readonly GateCheck[];
  /** Checks that its candidate was not put to; empty where there is none yet. */
  readonly notRun: readonly GateCheck["name"][];
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

/** The two heads that whoever decides compares. */
export interface CandidateHeads {
  /** [d]: the head that the candidate goes on from. */
  readonly base: Float32Array;
  /** [d] */
  readonly candidate: Float32Array;
}

/** A head that is tried on a share of the visitors. */
export interface RunningCanary extends Canary {
  readonly roundId: number;
}

/** Answers to the comparison of orders on one day: undecided, personal, shop. */
export interface CanaryDay {
  /** Since 1970, by UTC. */
  readonly day: number;
  readonly counts: readonly number[];
}

/** What is known of a head that is or was tried. */
export interface CanaryTrial {
  readonly share: number;
  readonly startedAtMs: number;
  /** Null as long as it runs. */
  readonly stoppedAtMs: number | null;
  readonly why: string | null;
  /** Of browsers that try it, oldest first; days without reports are not there. */
  readonly canary: readonly CanaryDay[];
  /** Of the others meanwhile. */
  readonly others: readonly CanaryDay[];
}

export interface Decision {
  readonly roundId: number;
  readonly verdict: "PROMOTED" | "REJECTED";
  /** Who decided. */
  readonly by: string;
  readonly reason: string;
}

/** The open round. */
export interface RoundStatus {
  readonly version: number;
  readonly reports: number;
  readonly ageSeconds: number;
  /** Of the reports that are due, the share that browsers are to send, in (0, 1]. */
  readonly reportProbability: number;
  /** Share of the visitors on whom a head is tried; 0 if none is. */
  readonly canaryShare: number;
}

/** Reports of quality that came: how many, by field and value as in `QUALITY_FIELDS`. */
export interface QualityCounts {
  readonly total: readonly (readonly number[])[];
  /** Of today and the 27 days before, by the server's clock. */
  readonly recent: readonly (readonly number[])[];
}

/** What had to be done as the database was behind the high-water mark: it was put back from a copy, or had lost commits. */
export interface CatchUp {
  /** Version under which the present head was released anew; null if versions were not behind. */
  readonly releasedVersion: number | null;
  /** Ids of the rounds whose cost was charged to the ledger. */
  readonly charged: readonly number[];
  /** Ids of the rounds that were dropped, as their noise may have been drawn before. */
  readonly dropped: readonly number[];
}

/** What a store tells while it works. */
export interface StoreObserver {
  /** Also told to whoever comes later: it may have been at the start. */
  caughtUp(done: CatchUp): void;
  committed(seconds: number): void;
  roundClosed(round: ClosedRound): void;
  /** What it has is kept, and tried again later. */
  roundStepFailed(error: unknown): void;
  /** A head that was tried was taken back, and rejected, for what visitors reported. */
  canaryStopped(stop: { readonly roundId: number; readonly version: number; readonly words: string }): void;
}

/** The server's memory: heads, the open round's deltas, and which keys were counted. */
export interface Store {
  readonly terms: DeltaTerms;
  /** What shares must say; null where whole deltas are taken. */
  readonly split: SplitShareTerms | null;
  readonly access: AccessTables;
  /**
   * What is to be signed; once it is given out, no lower version ever is.
   *
   * @throws {Error} if the database is behind what was signed before; `advance` mends that.
   */
  manifest(): Promise<ReleaseFacts>;
  /** Of the head that visitors have, and alone that. */
  version(): Promise<number>;
  /** A head file by its SHA-256, or null. */
  head(hash: string): Promise<Uint8Array | null>;
  /** Settles only when the delta is on disk, or certainly not. A key counts once, whenever it comes again. */
  addDelta(upload: DeltaUpload): Promise<Receipt>;
  /** Closes the open round with what has come, if that is `minCohort` at least, and takes all rounds as far as they can go. */
  closeRound(): Promise<void>;
  /** Takes all rounds as far as they can go. Any node may do so at any time. */
  advance(): Promise<void>;
  /** The newest ones, newest first. */
  rounds(limit: number): Promise<readonly RoundRow[]>;
  /** Null if there is no such round. */
  round(id: number): Promise<RoundRow | null>;
  /** Null for a round without a candidate, with one that the gate refused, or where the head before is not kept any more. */
  candidateHeads(id: number): Promise<CandidateHeads | null>;
  /** ρ that a round has cost each of its visitors; Infinity without noise, null before it is spent. */
  roundRho(id: number): Promise<number | null>;
  /**
   * Decides on a candidate.
   *
   * @throws {Error} if the round is no candidate, or no longer of the current head: then it is made anew, to be looked at again.
   */
  decide(decision: Decision): Promise<void>;
  /**
   * Has a candidate tried on a share of the visitors, from 0.01 to 1. It is taken back when it is decided on, when another head is
   * released, or when reports of quality say that it is worse: then it is rejected.
   *
   * @throws {Error} if it is no candidate of the current head, or another one is tried.
   */
  startCanary(roundId: number, share: number): Promise<void>;
  /**
   * Takes it back; it stays a candidate.
   *
   * @throws {Error} if none is tried.
   */
  stopCanary(why: string): Promise<void>;
  /** The head that is tried now, or null. */
  runningCanary(): Promise<RunningCanary | null>;
  /** Null if the round's candidate never was tried. */
  canaryTrial(roundId: number): Promise<CanaryTrial | null>;
  /** The lists that candidates are tried on; null if none were installed. */
  canarySet(): Promise<InstalledCanary | null>;
  /**
   * Has candidates from now on tried on these lists, on all nodes; those that were made before stay as they were judged.
   *
   * @throws {WireError} if the file is no canary set of this layout; nothing is changed then.
   */
  installCanarySet(file: Uint8Array): Promise<InstalledCanary>;
  /** ρ of zero-concentrated differential privacy that the rounds of this time have cost each of their visitors, newest first. */
  spentRhos(sinceMs: number): Promise<readonly number[]>;
  status(): Promise<RoundStatus>;
  /** Counts a report; settles only when that is on disk, or certainly not. Nothing else of it is kept. */
  addQuality(report: QualityReport): Promise<void>;
  quality(): Promise<QualityCounts>;
  /** Writes once to disk; rejects if that fails. */
  probe(): Promise<void>;
  /** Adds an observer for the rest of the store's life. */
  observe(observer: StoreObserver): void;
  /** Writes what waits, then closes the files. Later calls reject. */
  close(): Promise<void>;
}
