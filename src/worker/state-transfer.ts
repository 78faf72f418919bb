import { crc32 } from "../base/checksum.ts";
import { asRankError, RankError } from "../base/errors.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { replay } from "../learning/memory.ts";
import type { HeadChoice } from "../learning/visitor-head.ts";
import { deletions } from "../store/deletions.ts";
import { memoryRecords } from "../store/memory-records.ts";
import type { Change, Records } from "../store/records.ts";
import { type RecordKind, type RecordKinds, SCHEMA_VERSION } from "../store/schema.ts";
import type { SharingRecord } from "../store/sharing-records.ts";
import type { MemoryRecord } from "../store/visitor-records.ts";
import { toldNow } from "../store/told-now.ts";
import type { ExportedState, Imported } from "./exported-state.ts";
import { fittedOf } from "./head-model.ts";
import { logKey, type MemoryStore, memoryStore, type Stored } from "./memory-store.ts";
import type { Platform } from "./platform.ts";
import { fromPortable, toPortable } from "./portable-json.ts";
import { recordShapes } from "./record-shapes.ts";
import { rankingsById } from "./seal-log.ts";
import { usableExposure } from "./usable-exposure.ts";
import { usableGlobal } from "./usable-records.ts";

/**
 * What makes the visitor: what was done, what was learned of it and on top of what, and what the shop's texts are like: their
 * embeddings too, since one that is made again counts again in the shop's centre. What was sent, what waits to be sent and what is
 * drawn for this browser stays in it.
 */
const TRANSFERRED = [
  "head",
  "memory",
  "log",
  "rankings",
  "events",
  "global",
  "model",
  "exposure",
  "catalogue",
  "embeddings",
] as const satisfies readonly RecordKind[];
type Transferred = (typeof TRANSFERRED)[number];

type Saved = Readonly<Record<Transferred, readonly unknown[]>>;
type ParsedRecords = { readonly [Kind in Transferred]: readonly RecordKinds[Kind][] };

const FORMAT = "personal-rank-state";
const WHAT = "Cannot take over the saved state because";

/** The visitor's state as of now; nothing is changed. */
export function exportState({
  records,
  exclusively,
}: Pick<Platform, "records" | "exclusively">): Promise<ExportedState> {
  return exclusively(async () => {
    const kept: Partial<Record<Transferred, readonly unknown[]>> = {};
    for (const kind of TRANSFERRED) kept[kind] = toPortable(await records.getAll(kind)) as unknown[];
    const all = kept as Saved;
    return {
      format: FORMAT,
      schemaVersion: SCHEMA_VERSION,
      layout: FEATURE_LAYOUT,
      checksum: checksumOf(all),
      records: all,
    };
  });
}

/**
 * Puts an exported state in the place of this browser's, all of it or nothing. What it brings counts as shared: it was another
 * browser's to share, or this one's at another time; only what is learned from now on is sent. What waits to be sent was made of
 * the head that is no more, and goes. Costs a replay of the log: about 4 ms an update.
 *
 * @param json    The text of an {@link ExportedState}; may be anything.
 * @param options `modelId`: of the page's model; null takes the one that this browser has learned with.
 * @throws {RankError} `protocol` if it is of another version, model or rule, or not whole; `storage-failed` if it cannot be
 *   written. Nothing has changed then.
 */
export async function importState(
  json: string,
  { platform, choice, modelId }: { platform: Platform; choice: HeadChoice; modelId: string | null },
): Promise<Imported> {
  const { records, exclusively, random } = platform;
  const parsed = parse(json);
  const checked = await check(parsed, { platform, choice });
  return exclusively(async () => {
    const own = modelId ?? (await records.get("memory", "now"))?.modelId ?? "";
    const brought = checked.memory.modelId;
    if (own === "")
      throw refused("it is not known which model this page uses; do it where a list has been ranked");
    if (own !== brought) throw refused(`it was learned with the model "${brought}", the page uses "${own}"`);
    const changes = [
      ...(await replacing(records, parsed)),
      ...(await keysOf(records, "outbox")),
      sharedAlready(checked, parsed, await records.get("sharing", "sharing")),
      ...(await unverifiedHead(records)),
    ].map((change) => withOwnStamp(change, random));
    try {
      await records.write(changes);
    } catch (thrown) {
      throw asRankError(thrown, "storage-failed");
    }
    return { generation: checked.memory.generation, events: parsed.events.length };
  });
}

function refused(because: string, cause?: unknown): RankError {
  return new RankError("protocol", `${WHAT} ${because}`, { cause });
}

/** Every record in the shape of its kind. */
function parse(json: string): ParsedRecords {
  let saved: Partial<ExportedState> | null;
  try {
    saved = JSON.parse(json) as Partial<ExportedState> | null;
  } catch (cause) {
    throw refused("it is not JSON; choose a file that was saved here", cause);
  }
  if (saved?.format !== FORMAT) throw refused("it is something else; choose a file that was saved here");
  const { schemaVersion, layout, records } = saved;
  if (schemaVersion !== SCHEMA_VERSION || layout !== FEATURE_LAYOUT) {
    throw refused(
      `it is of version ${String(schemaVersion)} (${String(layout)}) and this one is ${SCHEMA_VERSION} (${FEATURE_LAYOUT}); save it again with this version`,
    );
  }
  try {
    if (checksumOf(records as Saved) !== saved.checksum)
      throw refused("its checksum does not match; it was damaged or changed");
    const parsed = Object.fromEntries(
      TRANSFERRED.map((kind) => [kind, fromPortable(records![kind])]),
    ) as unknown as ParsedRecords;
    const broken = TRANSFERRED.find((kind) => !isOfKind(kind, parsed[kind]));
    if (broken !== undefined) throw refused(`what it has under "${broken}" is not whole`);
    return parsed;
  } catch (thrown) {
    // Too deep for the stack, no base64, no list where one must be.
    throw thrown instanceof RankError ? thrown : refused("it is not whole", thrown);
  }
}

function isOfKind(kind: Transferred, records: unknown): boolean {
  if (!Array.isArray(records)) return false;
  const keys = new Set(records.map((record: { readonly key?: unknown } | null) => record?.key));
  if (keys.size !== records.length || ![...keys].every((key) => typeof key === "string")) return false;
  switch (kind) {
    case "head":
      return isAmong(keys, "personal", "base"); // its numbers are looked at by its seal
    case "model":
      return (records as readonly RecordKinds["model"][]).every((record) => fittedOf(record) !== null);
    case "exposure":
      return (
        isAmong(keys, "exposure") &&
        (records as readonly RecordKinds["exposure"][]).every((record) => usableExposure(record) !== null)
      );
    case "memory":
      return isAmong(keys, "now", "base") && records.every(recordShapes.memory);
    case "global":
      return isAmong(keys, "global") && records.every(recordShapes.global);
    case "log":
      return (
        records.every(recordShapes.log) &&
        (records as readonly RecordKinds["log"][]).every(({ key, entry }) => key === logKey(entry.number))
      );
    case "rankings":
    case "events":
    case "catalogue":
    case "embeddings":
      return records.every(recordShapes[kind]);
  }
}

function isAmong(keys: ReadonlySet<unknown>, ...known: readonly string[]): boolean {
  return [...keys].every((key) => known.includes(key as string));
}

/** The state as this browser would load it, from a store of its own; everything that it would be warned of refuses it. */
async function check(
  parsed: ParsedRecords,
  { platform, choice }: { platform: Platform; choice: HeadChoice },
): Promise<Stored> {
  try {
    const scratch = memoryRecords();
    await scratch.write(TRANSFERRED.flatMap((kind) => puts(kind, parsed[kind])));
    const warn = (error: RankError): never => {
      throw error;
    };
    const memories: MemoryStore = memoryStore({ ...platform, records: scratch, warn }, choice);
    const stored = await memories.load();
    if (stored.isNewBase || stored.memory.modelId === "")
      throw refused("it has nothing that was learned, or head and memory are of different times");
    const [global] = parsed.global;
    if (global !== undefined && usableGlobal(global, null) !== global)
      throw refused("its global head does not fit");
    const kept = parsed.memory.find(({ key }) => key === "now")!;
    if (kept.history.length !== stored.memory.history.length) throw refused("its history is not whole");
    if (parsed.rankings.some(({ modelId }) => modelId !== stored.memory.modelId))
      throw refused("its lists were ranked with different models");
    const { base, entries } = await memories.loadLog(stored);
    const rankings = rankingsById(parsed.rankings);
    const again = replay(base, entries, { rankings, head: stored.learner }).memory;
    if (again.generation !== stored.memory.generation)
      throw refused("what was done does not lead to what was learned");
    return stored;
  } catch (thrown) {
    if (thrown instanceof RankError && thrown.message.startsWith(WHAT)) throw thrown;
    throw refused(`it cannot be gone on from (${asRankError(thrown, "protocol").message})`, thrown);
  }
}

function puts<Kind extends Transferred>(kind: Kind, records: readonly RecordKinds[Kind][]): Change[] {
  return records.map((record) => ({ type: "put", kind, record }) as Change); // a record of that kind
}

async function keysOf(records: Records, kind: RecordKind): Promise<Change[]> {
  return deletions(kind, await records.keys(kind));
}

async function replacing(records: Records, parsed: ParsedRecords): Promise<Change[]> {
  const changes: Change[] = [];
  for (const kind of TRANSFERRED) {
    // What is known of texts stays true, whoever looked at them.
    if (kind !== "catalogue" && kind !== "embeddings") changes.push(...(await keysOf(records, kind)));
    changes.push(...puts(kind, parsed[kind]));
  }
  return changes;
}

/** The head that was brought was verified elsewhere, if anywhere: the next release is taken here in any case. */
async function unverifiedHead(records: Records): Promise<Change[]> {
  const release = await records.get("release", "release");
  if (release === undefined) return [];
  return [{ type: "put", kind: "release", record: { ...release, etag: null, headHash: null } }];
}

/** When bytes left this browser stays as it is, and counts on. */
function sharedAlready({ memory }: Stored, parsed: ParsedRecords, own: SharingRecord | undefined): Change {
  const { generation, modelId } = memory;
  const record: SharingRecord = {
    key: "sharing",
    modelId,
    told: toldNow(memory, parsed.rankings),
    shifts: [],
    sealed: null,
    generation,
    sentAtMs: own?.sentAtMs ?? [],
    ...(own?.splitAtMs && { splitAtMs: own.splitAtMs }),
  };
  return { type: "put", kind: "sharing", record };
}

/** Workers know by a memory's stamp whether the head beside it is the one they have read; this one is another, whatever its numbers. */
function withOwnStamp(change: Change, random: () => number): Change {
  if (change.type !== "put" || change.kind !== "memory" || change.record.key !== "now") return change;
  const mark = `import ${Math.floor(random() * 2 ** 32)}`;
  const forgottenIds = [...change.record.forgottenIds, mark].slice(-100);
  return { ...change, record: { ...change.record, forgottenIds } satisfies MemoryRecord };
}

/** The same for the same content, in whatever order a kind's records and fields were written. */
function checksumOf(records: Saved): number {
  const encoder = new TextEncoder();
  return crc32(TRANSFERRED.map((kind) => encoder.encode(`${kind} ${JSON.stringify(records[kind])}\n`)));
}
