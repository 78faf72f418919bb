import { RankError } from "../base/errors.ts";

/** A server that has said when to come again: `Retry-After` of 429 or 503. */
export class BusyError extends RankError {
  /** From 0 to a day, whatever it has said. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super("sync-failed", message);
    this.retryAfterMs = retryAfterMs;
  }
}

const LONGEST_MS = 24 * 60 * 60 * 1_000;

/**
 * How long an answer asks to wait, at most a day; null if it does not, or not in a way that can be read.
 *
 * @param text Value of `Retry-After`: seconds, or a date as HTTP has it.
 * @see RFC 9110, https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(text: string | null, nowMs: number): number | null {
  if (text === null || text.trim() === "") return null;
  const waitMs = /^\s*\d+\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(LONGEST_MS, Math.max(0, waitMs));
}

/** How long an answer may be kept by whoever asked, by `max-age` of its `Cache-Control`; 0 if it does not say. */
export function maxAgeMs(cacheControl: string | null): number {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,;])/i.exec(cacheControl ?? "")?.[1];
  return Number(seconds ?? 0) * 1_000;
}
