/** How many timings a page and its worker keep of each kind; the newest stay. */
export const MAX_TIMINGS = 200;

/** How quick it has been since the page was opened. Kept in memory alone: nothing of it is stored, and nothing is sent. */
export interface SpeedReport {
  /** Each order that came on the page. The newest last, at most 200. */
  readonly orders: readonly OrderTiming[];
  /**
   * What the worker had to do for each of them. The newest last, at most 200; those from before the visitor left the page and came
   * back to it are gone with the worker of that time.
   */
  readonly rankings: readonly RankingTiming[];
}

/** How an order came on the page. The stages make up `totalMs`, with what was tried in vain before. */
export interface OrderTiming {
  readonly rankingId: string;
  /** When it was there, in ms since the Unix epoch. */
  readonly atMs: number;
  readonly cards: number;
  /** From asking for an order to having moved the cards. */
  readonly totalMs: number;
  /** From the click, or the way back, that a lesson was learned from, to having moved the cards; null if no lesson led to this order. */
  readonly lessonMs: number | null;
  /** Reading the cards, in turns with the page. */
  readonly readMs: number;
  /** Between the question to the worker and its answer. */
  readonly answerMs: number;
  /** Longer than that, for a framework to take over the page's HTML. */
  readonly frameworkMs: number;
  readonly moveMs: number;
  /** What the scripts of the whole page hold afterwards, the shop's own ones included; null where the browser does not tell. */
  readonly pageHeapBytes: number | null;
}

/** What a ranking took in the worker. What is left of `totalMs` is describing, scoring and ordering. */
export interface RankingTiming {
  readonly rankingId: string;
  /** Null while no text of the page had to be encoded. */
  readonly backend: "webgpu" | "wasm" | null;
  readonly totalMs: number;
  /** Loading the model and, for the first unknown text, opening the encoder: no more than a wait for it, if a list before has begun. */
  readonly openMs: number;
  readonly encodeMs: number;
  /** How many texts were not known yet. */
  readonly encodedTexts: number;
  /** Waiting for the sync server's newest head. */
  readonly serverMs: number;
  /** What the encoder holds afterwards on its backend, weights included; without its helpers' threads. */
  readonly encoderBytes: number;
}
