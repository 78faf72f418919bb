/** What uploads of weights may give away of this browser's visitor, as ε at one δ; Infinity without noise. */
export interface SharePrivacy {
  /** Of the noise that the server has signed to add to each round's sum, as a multiple of what one upload can change. */
  readonly noiseMultiplier: number;
  /** Of the noise that this browser adds itself, as a multiple of the longest upload. */
  readonly localSigma: number;
  readonly delta: number;
  /** By the uploads that count still, to whoever sees the heads that come of them; and with one more. */
  readonly spent: number;
  readonly withNext: number;
  /** The same, to the server itself. */
  readonly serverSpent: number;
  readonly serverWithNext: number;
}

/** An upload that was answered, byte for byte. */
export interface SentUpload {
  readonly atMs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
