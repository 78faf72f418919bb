/** Why a release was refused. Nothing of it is used or stored then. */
export type ReleaseRefusal =
  /** It is not of the form it must be. */
  | "format"
  /** Nobody whom the page trusts has signed it. */
  | "signature"
  /** It was signed with a key that is not listed, or no longer. */
  | "key"
  /** It holds no longer: somebody may be holding newer ones back. */
  | "expired"
  /** It is older than what was taken before. */
  | "rollback"
  /** So is this, by less than an hour: a cache or another server that is behind. Nothing is wrong, and nothing is taken. */
  | "late"
  /** Its parts are of different times. */
  | "mixed"
  /** It is for another version of the product. */
  | "layout";

/** A release that cannot be used. The message says what was wanted and what came. */
export class ReleaseError extends Error {
  readonly refusal: ReleaseRefusal;

  constructor(refusal: ReleaseRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReleaseError";
    this.refusal = refusal;
  }
}
