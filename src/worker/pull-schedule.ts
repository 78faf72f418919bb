import type { Random } from "../base/random.ts";
import type { KeptRelease } from "../sync/sync-client.ts";
import type { SharingRecord } from "../store/sharing-records.ts";

const HOUR_MS = 60 * 60 * 1_000;
/** Whatever a server says: a revoked key is heard of on the first page after 6 hours, which is this and half of it. */
const LONGEST_FRESH_MS = 4 * HOUR_MS;
/** What a server may ask for that has too much to do, and half of it. */
const LONGEST_WAIT_MS = 36 * HOUR_MS;

type Schedule = NonNullable<SharingRecord["pull"]>;

/**
 * When the server is to be asked again: after the time for which its answer is good, 4 hours at most, or that it has asked for, and up to
 * half as long again, so that browsers that came together do not come back together. Null where it says nothing: on the next page.
 */
export function nextPull(
  answer: { readonly freshForMs: number } | { readonly retryAfterMs: number },
  { nowMs, random }: { readonly nowMs: number; readonly random: Random },
): Schedule | null {
  const isBusy = "retryAfterMs" in answer;
  const waitMs = isBusy ? answer.retryAfterMs : Math.min(LONGEST_FRESH_MS, answer.freshForMs);
  return waitMs > 0 ? { notBeforeMs: nowMs + waitMs * (1 + random() / 2), isBusy } : null;
}

/**
 * Whether to ask now: not before it is due, and before that only where what is kept has expired or is not there. A time further off than
 * any wait is of a clock that was changed.
 *
 * @param kept     Null on a device that has taken no release yet.
 * @param schedule What {@link nextPull} said.
 */
export function isPullDue(
  kept: Pick<KeptRelease, "expiresAtMs" | "headHash"> | null,
  schedule: Schedule | undefined,
  nowMs: number,
): boolean {
  const leftMs = (schedule?.notBeforeMs ?? 0) - nowMs;
  if (schedule === undefined || !(leftMs > 0) || leftMs > LONGEST_WAIT_MS) return true;
  const isUsable = kept !== null && kept.headHash !== null && nowMs <= kept.expiresAtMs;
  return !isUsable && !schedule.isBusy;
}
