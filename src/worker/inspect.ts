import { FEATURE_RANGES } from "../learning/feature-layout.ts";
import { RECORD_KINDS } from "../store/schema.ts";
import { benefitReport, guardReport } from "./guard-report.ts";
import type { Monitoring } from "./monitoring.ts";
import { offPolicyOf } from "./off-policy-of.ts";
import type { Platform } from "./platform.ts";
import type { Inspection } from "./protocol.ts";
import type { Sharing } from "./sharing.ts";
import { toldEvents } from "./told-events.ts";
import type { Visitor } from "./visitor.ts";

/** Gathers what the visitor may see: what is kept, what was learned, and what would be sent. */
export async function inspect(
  platform: Platform,
  { person, share, monitor }: { person: Visitor; share: Sharing; monitor: Monitoring | null },
): Promise<Omit<Inspection, "started" | "encoder" | "speed">> {
  const { records } = platform;
  const { personal, guard, learner } = await person.heads(null);
  const memory = await person.memory();
  const offset = learner.offset(personal.state);
  const stored = [];
  for (const name of RECORD_KINDS) {
    const all = await records.getAll(name);
    stored.push({ name, records: all.length, bytes: all.reduce((sum, record) => sum + bytesOf(record), 0) });
  }
  return {
    learner: learner.type,
    guard: guardReport(guard),
    benefit: benefitReport(memory.views),
    offPolicy: offPolicyOf(await records.getAll("rankings"), memory),
    events: toldEvents(await records.getAll("events")),
    stored,
    personalWeights: FEATURE_RANGES.map(({ group, start, end }) => ({
      group,
      norm: Math.hypot(...offset.subarray(start, end)),
    })),
    delta: await share.preview(),
    outbox: (await records.getAll("outbox")).map(({ key, bytes, baseVersion }) => ({
      key,
      bytes: bytes.length,
      baseVersion,
    })),
    ...(await share.report()),
    monitor: (await monitor?.preview()) ?? null,
  };
}

/** The size of a record's content: numbers in arrays as they are, everything else as JSON. An estimate from below. */
function bytesOf(record: unknown): number {
  if (ArrayBuffer.isView(record)) return record.byteLength;
  if (typeof record === "string") return record.length;
  if (typeof record !== "object" || record === null) return 8;
  return Object.entries(record).reduce((sum, [key, value]) => sum + key.length + bytesOf(value), 0);
}
