/** When something left this browser (Unix epoch, ms, oldest first), of which at most `most` go in any `days` days. */
export interface SentLedger {
  readonly atMs: readonly number[];
  readonly most: number;
  readonly days: number;
}
