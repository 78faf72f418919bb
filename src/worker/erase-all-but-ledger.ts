import type { Change, Records } from "../store/records.ts";
import type { SharingRecord } from "../store/sharing-records.ts";
import { initMonitoring } from "./usable-monitoring.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const PERIOD_DAYS = 90;

/**
 * Erases everything but the days on which uploads and reports of quality went in the last 90 days, if any did: whoever forgets and goes on
 * must not give away more in that time than anybody else. Nothing else is kept with them, and without one nothing at all.
 *
 * @param records Under the lock: an update that another tab has begun ends before, and does not bring anything back.
 */
export async function eraseAllButLedger(records: Records, nowMs: number): Promise<void> {
  const shared = await records.get("sharing", "sharing");
  const uploads = daysOf(shared?.sentAtMs, nowMs);
  const splitUploads = daysOf(shared?.splitAtMs, nowMs);
  const reports = daysOf((await records.get("monitoring", "monitoring"))?.sentAtMs, nowMs);
  await records.erase();
  // Of a head that is no more, so nothing was shared of the next one.
  const sharing: SharingRecord = {
    key: "sharing",
    modelId: "",
    told: [],
    shifts: [],
    sealed: null,
    generation: 0,
    sentAtMs: uploads,
    ...(splitUploads.length > 0 && { splitAtMs: splitUploads }),
  };
  const changes: Change[] = [
    ...(uploads.length > 0 ? [{ type: "put", kind: "sharing", record: sharing } as const] : []),
    ...(reports.length > 0
      ? [{ type: "put", kind: "monitoring", record: { ...initMonitoring(), sentAtMs: reports } } as const]
      : []),
  ];
  if (changes.length > 0) await records.write(changes);
}

/** The end of each day of the period: none counts shorter than it would have. */
function daysOf(stamps: unknown, nowMs: number): number[] {
  if (!Array.isArray(stamps)) return [];
  return stamps
    .filter(
      (atMs: unknown): atMs is number =>
        Number.isFinite(atMs) && nowMs - (atMs as number) < PERIOD_DAYS * DAY_MS,
    )
    .map((atMs) => Math.ceil(atMs / DAY_MS) * DAY_MS);
}
