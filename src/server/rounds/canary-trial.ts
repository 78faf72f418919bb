import { createHash } from "node:crypto";
import { QUALITY_FIELDS } from "../../base/quality-fields.ts";
import { canaryVerdict } from "../../federation/canary-verdict.ts";
import type { CanaryVerdict } from "../../federation/canary-verdict.ts";
import { bytes, count, text } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";
import type { CanaryTrial, RunningCanary } from "../store.ts";
import { noteChange } from "./note-change.ts";
import { currentVersion } from "./release-rows.ts";

/** Below it, the few that try a canary could be told from all others by that alone. */
export const LEAST_CANARY_SHARE = 0.01;
/** The field that says whose order did better, by its place in reports. */
export const COMPARISON: number = QUALITY_FIELDS.findIndex(({ name }) => name === "comparison");
const ANSWERS = QUALITY_FIELDS[COMPARISON].values.length;

/** The head that is tried now, or null. */
export async function runningCanary(session: SqlSession): Promise<RunningCanary | null> {
  const [row] = await session.all(
    "SELECT canary.round_id, canary.version, canary.hash, canary.share, length(round.candidate) AS bytes FROM canary JOIN round ON round.id = canary.round_id WHERE canary.stopped_at_ms IS NULL",
    [],
  );
  if (row === undefined) return null;
  return {
    roundId: count(row, "round_id"),
    share: count(row, "share"),
    head: { version: count(row, "version"), hash: text(row, "hash"), bytes: count(row, "bytes") },
  };
}

/** A candidate's file by its hash, if it is or was tried; browsers may still be about to fetch it. */
export async function canaryFile(session: SqlSession, hash: string): Promise<Uint8Array | null> {
  const [row] = await session.all(
    "SELECT round.candidate FROM canary JOIN round ON round.id = canary.round_id WHERE canary.hash = ?",
    [hash],
  );
  return row === undefined || row["candidate"] === null ? null : bytes(row, "candidate");
}

/**
 * Has a candidate tried on a share of the visitors, in the caller's transaction.
 *
 * @throws {Error} if it is no candidate of the current head, another one is tried, or the share is out of range.
 */
export async function startCanary(
  session: SqlSession,
  { roundId, share, nowMs }: { readonly roundId: number; readonly share: number; readonly nowMs: number },
): Promise<void> {
  const refuse = (problem: string): never => {
    throw new Error(`Cannot try the candidate of round ${roundId} as ${problem}`);
  };
  if (!(share >= LEAST_CANARY_SHARE && share <= 1))
    refuse(`the share must be from ${LEAST_CANARY_SHARE} to 1: got ${share}`);
  // Whoever starts or stops one has this row to themselves.
  await noteChange(session, nowMs);
  const running = await runningCanary(session);
  if (running !== null) refuse(`that of round ${running.roundId} is tried; stop it first`);
  // Whoever decides on it meanwhile waits, and then stops what starts here.
  await session.run("UPDATE round SET changed_at_ms = changed_at_ms WHERE id = ?", [roundId]);
  const [row] = await session.all(
    "SELECT state, base_version, candidate_version, candidate FROM round WHERE id = ?",
    [roundId],
  );
  if (row?.["state"] !== "CANDIDATE") refuse(`it must be a CANDIDATE: got ${String(row?.["state"])}`);
  if (count(row, "base_version") !== (await currentVersion(session)))
    refuse("another head was released since; it is made anew first");
  const hash = createHash("sha256").update(bytes(row, "candidate")).digest("hex");
  await session.run("DELETE FROM canary WHERE round_id = ?", [roundId]);
  await session.run("DELETE FROM canary_count WHERE round_id = ?", [roundId]);
  await session.run(
    "INSERT INTO canary (round_id, version, hash, share, started_at_ms) VALUES (?, ?, ?, ?, ?)",
    [roundId, count(row, "candidate_version"), hash, share, nowMs],
  );
}

/**
 * Takes the head that is tried back from the visitors, in the caller's transaction.
 *
 * @param stop `roundId` of the one that is meant: another may have begun meanwhile. Null: whichever it is.
 * @returns Whether there was one.
 */
export async function stopCanary(
  session: SqlSession,
  { why, roundId, nowMs }: { readonly why: string; readonly roundId: number | null; readonly nowMs: number },
): Promise<boolean> {
  const stopped = await session.run(
    `UPDATE canary SET stopped_at_ms = ?, why = ? WHERE stopped_at_ms IS NULL${roundId === null ? "" : " AND round_id = ?"}`,
    roundId === null ? [nowMs, why] : [nowMs, why, roundId],
  );
  if (stopped === 0) return false;
  await noteChange(session, nowMs);
  return true;
}

/** What is known of a canary that is or was tried; null if the round's was not. */
export async function readCanaryTrial(session: SqlSession, roundId: number): Promise<CanaryTrial | null> {
  const [row] = await session.all("SELECT * FROM canary WHERE round_id = ?", [roundId]);
  if (row === undefined) return null;
  const days = await session.all(
    "SELECT arm, day, value, reports FROM canary_count WHERE round_id = ? AND field = ? ORDER BY day",
    [roundId, COMPARISON],
  );
  const armOf = (arm: number): CanaryTrial["canary"] => {
    const byDay = new Map<number, number[]>();
    for (const one of days.filter((day) => count(day, "arm") === arm)) addTo(byDay, one);
    return [...byDay].map(([day, counts]) => ({ day, counts }));
  };
  return {
    share: count(row, "share"),
    startedAtMs: count(row, "started_at_ms"),
    stoppedAtMs: row["stopped_at_ms"] as number | null,
    why: row["why"] as string | null,
    canary: armOf(1),
    others: armOf(0),
  };
}

/** What all answers of a trial say together. */
export function verdictOf({ canary, others }: Pick<CanaryTrial, "canary" | "others">): CanaryVerdict {
  const sumOf = (days: CanaryTrial["canary"]): number[] =>
    Array.from({ length: ANSWERS }, (_, value) => days.reduce((sum, { counts }) => sum + counts[value], 0));
  return canaryVerdict(sumOf(canary), sumOf(others));
}

function addTo(byDay: Map<number, number[]>, row: SqlRow): void {
  const day = count(row, "day");
  const counts = byDay.get(day) ?? new Array<number>(ANSWERS).fill(0);
  counts[count(row, "value")] = count(row, "reports");
  byDay.set(day, counts);
}
