/** Why somebody may not do something: what the answer's `reason` says. */
export type AccessRefusal = "not-signed-in" | "role" | "cross-origin" | "throttled";

const STATUS: Readonly<Record<AccessRefusal, number>> = {
  "not-signed-in": 401,
  role: 403,
  "cross-origin": 403,
  throttled: 429,
};

/** A request that was refused for who made it. Its message is for whoever made it. */
export class AccessError extends Error {
  readonly reason: AccessRefusal;
  /** Of the answer. */
  readonly statusCode: number;

  constructor(reason: AccessRefusal, message: string) {
    super(message);
    this.name = "AccessError";
    this.reason = reason;
    this.statusCode = STATUS[reason];
  }
}
