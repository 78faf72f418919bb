/** Why an admin may not do something: what the answer's `reason` says. */
export type AdminRefusal = "not-signed-in" | "role" | "cross-origin" | "throttled";
/** Why a page may not send a report. */
export type SiteRefusal = "token" | "origin" | "quota";

const STATUS: Readonly<Record<AdminRefusal | SiteRefusal, number>> = {
  "not-signed-in": 401,
  role: 403,
  "cross-origin": 403,
  throttled: 429,
  token: 401,
  origin: 403,
  quota: 429,
};

/** A request that was refused for who made it. Its message is for whoever made it. */
export class AccessError<
  Reason extends AdminRefusal | SiteRefusal = AdminRefusal | SiteRefusal,
> extends Error {
  readonly reason: Reason;
  /** Of the answer. */
  readonly statusCode: number;
  /** When to come again, in whole seconds; null: no time makes a difference. */
  readonly retryAfterSeconds: number | null;

  constructor(reason: Reason, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "AccessError";
    this.reason = reason;
    this.statusCode = STATUS[reason];
    this.retryAfterSeconds = retryAfterMs === undefined ? null : Math.ceil(retryAfterMs / 1_000);
  }
}
