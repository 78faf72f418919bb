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
  /** The same, to the server itself; of two, to either of them. */
  readonly serverSpent: number;
  readonly serverWithNext: number;
  /** Whether two servers add up what neither can read. Absent where there is one. */
  readonly isSplit?: true;
}

/** An upload that was answered, byte for byte. */
export interface SentUpload {
  readonly atMs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What the second of two servers got; absent where there was one. */
  readonly helper?: { readonly url: string; readonly bytes: Uint8Array<ArrayBuffer> };
}
