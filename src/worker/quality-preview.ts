import type { QualityFacts } from "../base/quality-fields.ts";
import type { SentLedger } from "./sent-ledger.ts";

/** The next report of quality, byte for byte, and those before. */
export interface QualityPreview {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it says in words. The field was drawn by chance, and the value by chance with the true one more probable. */
  readonly field: keyof QualityFacts;
  readonly value: string;
  /** What was noted on this device since the last report; it stays here. */
  readonly noted: Omit<QualityFacts, "comparison">;
  /** How much a report gives away at most: what is true is at most e^epsilon times as probable as what is not. */
  readonly epsilon: number;
  /** Null until something was noted, and before the first report. */
  readonly dueAtMs: number | null;
  /** When reports left this browser. */
  readonly sent: SentLedger;
  /** The last one; null if none was sent yet. */
  readonly lastBytes: Uint8Array<ArrayBuffer> | null;
}
