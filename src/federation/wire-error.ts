/**
 * Why bytes or JSON from outside were refused. The same words are the `reason` of the server's 4xx answers and the
 * labels of its metrics.
 */
export type RefusalReason = "size" | "shape" | "nonfinite" | "norm" | "layout" | "format" | "version";

/** A delta, head or report that cannot be used. The message says what was wanted and what came. */
export class WireError extends RangeError {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "WireError";
    this.reason = reason;
  }
}
