/** What one check of a candidate head found. */
export interface GateCheck {
  readonly name:
    | "finite"
    | "update-norm"
    | "update-direction"
    | "canary-ndcg"
    | "exposure-moved"
    | "exposure-items"
    | "exposure-brands";
  /** What was measured; always finite. */
  readonly value: number;
  /** What it was held against; whether from above or below, the words say. */
  readonly bound: number;
  readonly passed: boolean;
  /** For the person who decides: what was measured, and what was asked for. */
  readonly words: string;
}
