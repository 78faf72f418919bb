import { asRankError, type FailureReason } from "../base/errors.ts";
import { QUALITY_FIELDS, type QualityFacts } from "../base/quality-fields.ts";
import {
  comparedSince,
  initQualityNotes,
  qualityFacts,
  type QualityNotes,
  withFailure,
} from "../learning/quality-notes.ts";
import {
  drawQualityReport,
  encodeQualityReport,
  parseQualityReport,
  QUALITY_EPSILON,
} from "../federation/quality-report.ts";
import { isDrifting } from "../learning/drift-detector.ts";
import { sumOfViews } from "../learning/page-views.ts";
import type { MonitoringRecord } from "../store/sharing-records.ts";
import type { SyncClient } from "../sync/sync-client.ts";
import { heldRelease } from "./held-release.ts";
import type { Platform } from "./platform.ts";
import type { MonitorName } from "./protocol.ts";
import type { QualityPreview } from "./quality-preview.ts";
import { MAX_REPORTS, REPORT_PERIOD_DAYS, reportDueAtMs } from "./report-due.ts";
import { usableMonitoring } from "./usable-monitoring.ts";
import type { Visitor } from "./visitor.ts";

/** Notes how well it goes on this device, and now and then reports a little of it, randomised. Nothing it does ever fails. */
export interface Monitoring {
  /** The first ranking of a page took this long; `backend` is null where all texts were known: what was noted before stays then. */
  ranked(ms: number, backend: QualityNotes["backend"]): Promise<void>;
  /** Texts are encoded there, from a later moment of the page on. */
  opened(backend: "wasm" | "webgpu"): Promise<void>;
  /** An update of the head took this long. */
  learned(ms: number): Promise<void>;
  failed(reason: FailureReason): Promise<void>;
  /** Sends a report if one is due. It counts as sent before it goes: one that is lost on its way is not sent again. */
  sendIfDue(): Promise<void>;
  /** The next report as it would be sent now. */
  preview(): Promise<QualityPreview>;
}

/**
 * @param sync Null where nothing may be sent.
 * @returns Null where nothing may be sent or the page asks for no reports: then nothing is noted either.
 */
export function monitoring(
  platform: Platform,
  {
    person,
    sync,
    monitor,
  }: {
    readonly person: Pick<Visitor, "memory">;
    readonly sync: Pick<SyncClient, "sendQuality"> | null;
    readonly monitor: MonitorName;
  },
): Monitoring | null {
  if (monitor === "none" || sync === null) return null;
  const { records, exclusively, now, random, warn } = platform;

  const load = async (): Promise<MonitoringRecord> =>
    usableMonitoring(await records.get("monitoring", "monitoring"));
  const store = (record: MonitoringRecord): Promise<void> =>
    records.write([{ type: "put", kind: "monitoring", record }]);

  const note = async (change: (notes: QualityNotes) => QualityNotes): Promise<void> => {
    try {
      await exclusively(async () => {
        const record = await load();
        const notes = change(record.notes);
        if (notes !== record.notes) await store({ ...record, notes, sinceMs: record.sinceMs ?? now() });
      });
    } catch {
      // What cannot be noted is not reported. To tell the page of it would be one more failure to note.
    }
  };

  /** The record with a draft of what is known now: drawn once, so that the bytes that were shown are the bytes that go. */
  const draw = async (record: MonitoringRecord): Promise<Drawn> => {
    const compared = sumOfViews((await person.memory()).views);
    const release = await heldRelease(records);
    const isCanary = release !== null && release.headVersion !== release.version;
    const basis = JSON.stringify([record.notes, compared, isCanary]);
    if (record.draft?.basis === basis && parseQualityReport(record.draft.bytes) !== null)
      return { record, bytes: record.draft.bytes, compared };
    const facts = qualityFacts(record.notes, comparedSince(compared, { before: record.reported, random }));
    const bytes = encodeQualityReport({ ...drawQualityReport(facts, random), isCanary });
    return { record: { ...record, draft: { basis, bytes } }, bytes, compared };
  };

  return {
    ranked: (firstRankingMs, backend) =>
      note((notes) => ({ ...notes, firstRankingMs, backend: backend ?? notes.backend })),
    opened: (backend) => note((notes) => (notes.backend === backend ? notes : { ...notes, backend })),
    learned: async (learningMs) => {
      try {
        const { drift } = (await person.memory()).guard;
        const isDrift = isDrifting(drift);
        await note((notes) => ({ ...notes, learningMs, hasDrifted: notes.hasDrifted || isDrift }));
      } catch {
        // as above
      }
    },
    failed: (reason) => note((notes) => withFailure(notes, reason)),
    sendIfDue: async () => {
      try {
        const bytes = await exclusively(async () => {
          const record = await load();
          if (reportDueAtMs(record) > now()) return null;
          const drawn = await draw(record);
          await store({
            ...record,
            sinceMs: null,
            notes: initQualityNotes(),
            reported: drawn.compared,
            draft: null,
            sentAtMs: [...record.sentAtMs, now()].slice(-MAX_REPORTS),
            lastBytes: drawn.bytes,
          });
          return drawn.bytes;
        });
        if (bytes !== null) await sync.sendQuality(bytes);
      } catch (thrown) {
        warn(asRankError(thrown, "sync-failed"));
      }
    },
    preview: () =>
      exclusively(async () => {
        const before = await load();
        const { record, bytes } = await draw(before);
        if (record !== before) await store(record);
        const { field, value } = parseQualityReport(bytes)!; // encoded above
        const { name, values } = QUALITY_FIELDS[field];
        const { lastBytes } = record;
        return {
          bytes,
          field: name,
          value: values[value],
          epsilon: QUALITY_EPSILON,
          noted: notedFacts(record.notes),
          dueAtMs: record.sinceMs === null ? null : reportDueAtMs(record),
          sent: { atMs: record.sentAtMs, most: MAX_REPORTS, days: REPORT_PERIOD_DAYS },
          lastBytes: lastBytes !== undefined && parseQualityReport(lastBytes) !== null ? lastBytes : null,
        };
      }),
  };
}

interface Drawn {
  readonly record: MonitoringRecord;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly compared: MonitoringRecord["reported"];
}

/** What was noted for certain; who did better is drawn with the report. */
function notedFacts(notes: QualityNotes): Omit<QualityFacts, "comparison"> {
  const { comparison: _, ...noted } = qualityFacts(notes, "undecided");
  return noted;
}
