/** Why something failed, as the `reason` of a `personal-rank:error` event. */
export type FailureReason =
  | "list-not-found"
  | "bad-candidates"
  | "bad-structured-data"
  | "worker-failed"
  | "model-failed"
  | "webgpu-unavailable"
  | "storage-failed"
  | "sync-failed"
  | "protocol";

/** A failure with a typed reason. The message says what was wanted, what came, and what to do. */
export class RankError extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RankError";
    this.reason = reason;
  }
}

/** Any thrown value as a {@link RankError}: one that is not yet gets the given reason and keeps its cause. */
export function asRankError(thrown: unknown, reason: FailureReason): RankError {
  if (thrown instanceof RankError) return thrown;
  // Of another bundle: its class is another one.
  if (thrown instanceof Error && thrown.name === "RankError") return thrown as RankError;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RankError(reason, message, { cause: thrown });
}
