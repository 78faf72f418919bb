import type { CatalogueSum } from "../learning/centred-vectors.ts";
import type { FittedHead } from "../learning/fitted-head.ts";
import type { HeadState } from "../learning/personal-head.ts";
import type { Entry, Memory } from "../learning/memory.ts";
import type { Arm } from "../learning/page-views.ts";
import type { ShownRanking } from "../learning/shown-ranking.ts";
import type { ExposureSums } from "../ranking/exposure-sums.ts";
import type { Interaction } from "../ranking/interaction.ts";

/*
 * What a browser keeps of what its visitor was shown and did, and what it has worked out and learned of it.
 */

/** This visitor's head, with what it was learned on and a checksum over its numbers. */
export interface HeadRecord {
  /** `personal` is the head as it is now, `base` as it was before the first entry of the log. */
  readonly key: "personal" | "base";
  /** Feature layout and model the numbers belong to: a head of another model does not fit. */
  readonly layout: string;
  readonly modelId: string;
  /** Number of updates. */
  readonly generation: number;
  /** Version of the global head that `state` is an offset from. */
  readonly headVersion: number;
  readonly state: HeadState;
  /** CRC-32 of every number in `state`. */
  readonly checksum: number;
}

/** What was fitted for heads with the model in use: learning goes on where no model is loaded, and must not lose its prior. */
export interface ModelRecord {
  /** Id of the model, see head-model.ts: it names what was fitted too. */
  readonly key: string;
  readonly fitted: FittedHead;
}

/** A ranking that was shown, kept so that later interactions can be learned from without the encoder. */
export interface RankingRecord extends ShownRanking {
  readonly key: string;
  readonly listId: string;
  readonly query: string;
  readonly atMs: number;
  readonly modelId: string;
  /** In displayed order. */
  readonly titles: readonly string[];
  /** How the order came about; `personal` also where nothing is compared. */
  readonly arm: Arm;
  /** True if chance had a say in it. */
  readonly isExplored: boolean;
  /** [n]: P(this item at this place | how the order came about), in (0, 1]. */
  readonly shownPropensities: Float64Array;
  /** [n]: 0-based place that each item would have without chance. */
  readonly greedyPlaces: readonly number[];
  /** 0-based places that were held, whatever the scores. */
  readonly heldPlaces: readonly number[];
}

/** What learning has made of the log, but for the head, which is stored beside it with the same key or `personal`. */
export interface MemoryRecord extends Omit<Memory, "head"> {
  /** `base` is what everything before the log has left: it is not unlearned event by event. */
  readonly key: "now" | "base";
  /** Of the last entry that is in it; 0 before the first. */
  readonly number: number;
  /** The last events that were forgotten, at most 100: a page that sends one of them again is not heard. */
  readonly forgottenIds: readonly string[];
}

/** One entry of the log. The head as it is now is the replay of all of them on the base. */
export interface LogRecord {
  /** The entry's number, padded so that keys ascend. */
  readonly key: string;
  readonly entry: Entry;
}

/** An interaction that has been taken in; `key` is its event id, so that none counts twice. */
export interface EventRecord {
  readonly key: string;
  readonly interaction: Interaction;
  readonly title: string;
  readonly position: number;
  /** Generation of the head right after this event. */
  readonly generation: number;
}

export interface EmbeddingRecord {
  /** Model id and hash of the text. */
  readonly key: string;
  readonly vector: Float32Array;
  readonly storedAtMs: number;
}

/** Count and sum of the embeddings of the shop's texts that this browser has encoded, each text once. */
export interface CatalogueRecord extends CatalogueSum {
  /** Model id. */
  readonly key: string;
}

/** What tells this browser's visitor from others, for drawing which pages are compared. Never leaves the device. */
export interface VisitorRecord {
  readonly key: "visitor";
  /** Whole, in [0, 2³²). */
  readonly seed: number;
}

/** How much brands, sellers and new items were shown in this browser, at most 200 names of each. Never leaves the device. */
export interface ExposureRecord {
  readonly key: "exposure";
  /** Of views that are over. */
  readonly closed: ExposureSums;
  /** Of the newest views, oldest first: their lists may be ranked anew. */
  readonly open: readonly { readonly viewId: string; readonly sums: ExposureSums }[];
}
