import type { BackendTimes } from "../base/backend-times.ts";

/** What an ordinary page costs: its query, and half of 48 items that are not known yet. */
export function pageMs({ queryMs, batchMs }: BackendTimes): number {
  return queryMs + 3 * batchMs;
}
