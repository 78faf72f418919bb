import type { Records } from "../store/records.ts";
import type { SharingRecord } from "../store/schema.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const PERIOD_DAYS = 90;

/**
 * Erases everything but the days on which uploads went in the last 90 days, if any did: whoever forgets and goes on must not give away
 * more in that time than anybody else. Nothing else is kept with them, and without an upload nothing at all.
 *
 * @param records Under the lock: an update that another tab has begun ends before, and does not bring anything back.
 */
export async function eraseAllButLedger(records: Records, nowMs: number): Promise<void> {
  const sharing = await records.get("sharing", "sharing");
  const stamps: readonly unknown[] = Array.isArray(sharing?.sentAtMs) ? sharing.sentAtMs : [];
  // The end of the day: none counts shorter than it would have.
  const sentAtMs = stamps
    .filter(
      (atMs): atMs is number => Number.isFinite(atMs) && nowMs - (atMs as number) < PERIOD_DAYS * DAY_MS,
    )
    .map((atMs) => Math.ceil(atMs / DAY_MS) * DAY_MS);
  await records.erase();
  if (sentAtMs.length === 0) return;
  // Of a head that is no more, so nothing was shared of the next one.
  const record: SharingRecord = {
    key: "sharing",
    modelId: "",
    told: [],
    shifts: [],
    sealed: null,
    generation: 0,
    sentAtMs,
  };
  await records.write([{ type: "put", kind: "sharing", record }]);
}
