import { replay } from "../../../src/learning/memory.ts";
import type { HeadState } from "../../../src/learning/personal-head.ts";
import { memoryRecords } from "../../../src/store/memory-records.ts";
import type { Change, Records } from "../../../src/store/records.ts";
import { RECORD_KINDS, type RecordKind } from "../../../src/store/schema.ts";
import { memoryStore } from "../../../src/worker/memory-store.ts";
import type { Platform } from "../../../src/worker/platform.ts";
import { rankingsById } from "../../../src/worker/seal-log.ts";
import { BAYES, testPlatform } from "../../../src/worker/visitor-fixtures.test-helper.ts";

/** This Node and that browser may take the exponential of a number for one that differs in the last place. */
const LIKE = 1e-12;

/** What a browser has kept of a visitor, read record by record. */
export interface KeptState {
  /** What does not fit together; nothing in a state that is whole. */
  readonly faults: readonly string[];
  readonly generation: number;
  /** Entries that the log has ever had. */
  readonly entries: number;
  readonly eventIds: ReadonlySet<string>;
}

/**
 * Looks at every record that a browser has kept, with no browser: the head's checksum is right and it is that of the memory beside it,
 * the log has no gap but where something was forgotten, and its replay on the base ends in the stored head.
 *
 * @param raw As `PageVisitor.records` gives them; null for no database, which is whole too.
 */
export async function keptState(raw: Readonly<Record<string, unknown[]>> | null): Promise<KeptState> {
  const faults: string[] = [];
  const nothing = { generation: 0, entries: 0, eventIds: new Set<string>() };
  if (raw === null) return { faults, ...nothing };
  const records = await filled(raw);
  const platform: Platform = {
    ...testPlatform(),
    records,
    warn: ({ message }) => faults.push(message),
  };
  const memories = memoryStore(platform, BAYES);
  const stored = await memories.load();
  const events = await records.getAll("events");
  const state = {
    generation: stored.memory.generation,
    entries: stored.number,
    eventIds: new Set(events.map(({ key }) => key)),
  };
  const head = await records.get("head", "personal");
  const memory = await records.get("memory", "now");
  if ((head?.generation ?? 0) !== (memory?.generation ?? 0))
    faults.push(
      `the head is of generation ${head?.generation ?? 0}, the memory of ${memory?.generation ?? 0}`,
    );
  if (memory === undefined || stored.isNewBase) return { faults, ...state };
  const newer = events.filter(({ generation }) => generation > state.generation);
  if (newer.length > 0) faults.push(`${newer.length} events are of generations to come`);
  const log = await memories.loadLog(stored).catch((thrown: unknown) => {
    faults.push(String(thrown));
    return null;
  });
  if (log === null) return { faults, ...state };
  const numbers = log.entries.map(({ number }) => number);
  const from = (await records.get("memory", "base"))?.number ?? 0;
  const expected = numbers.map((_, at) => from + at + 1);
  // An entry of which every event is forgotten has gone.
  const isWhole =
    stored.forgottenIds.length > 0
      ? numbers.every((number, at) => number > (numbers[at - 1] ?? from) && number <= stored.number)
      : numbers.join() === expected.join() && (numbers.at(-1) ?? from) === stored.number;
  if (!isWhole)
    faults.push(`the log has ${numbers.join()} on a base of ${from}, the memory is of ${stored.number}`);
  const rankings = rankingsById(await records.getAll("rankings"));
  const again = replay(log.base, log.entries, { rankings, head: stored.learner }).memory;
  if (!isSameHead(again.head, stored.memory.head)) faults.push("the log does not lead to the stored head");
  return { faults, ...state };
}

function isSameHead(one: HeadState, other: HeadState): boolean {
  if (one.type !== "bayes" || other.type !== "bayes") return false;
  const isSame = (a: Float64Array, b: Float64Array): boolean =>
    a.length === b.length && a.every((value, at) => Math.abs(value - b[at]) <= LIKE);
  return isSame(one.mean, other.mean) && isSame(one.covariance, other.covariance);
}

async function filled(raw: Readonly<Record<string, unknown[]>>): Promise<Records> {
  const records = memoryRecords();
  const changes = RECORD_KINDS.flatMap((kind: RecordKind) =>
    // The browser's own records, of whatever shape: whoever reads them looks.
    (raw[kind] ?? []).map((record) => ({ type: "put", kind, record }) as unknown as Change),
  );
  await records.write(changes);
  return records;
}
