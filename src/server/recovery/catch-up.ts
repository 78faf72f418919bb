import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { chargeRound, LEDGER_COLUMNS, ledgerEntryIn } from "../rounds/ledger-rows.ts";
import { insertOpenRound, readOpenRound } from "../rounds/open-round.ts";
import { currentReportKind, currentRelease, headOf, insertRelease } from "../rounds/release-rows.ts";
import { SALT_BYTES } from "../rounds/shards.ts";
import { takeVersion } from "../rounds/take-version.ts";
import { lockWords } from "../sql/lock-words.ts";
import { count, text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlSession } from "../sql/sql-database.ts";
import type { CatchUp } from "../store.ts";
import { isMore } from "./high-water.ts";
import type { HighWater, Spend } from "./high-water.ts";

/** States in which a round's noise is still to be drawn. */
const UNDRAWN = ["OPEN", "CLOSING", "SUMMED"];
/** Rounds need not pay in the order of their ids; none is so far behind another. */
const LOOKED_BACK = 64;
const REASON = "the database was put back to a time before this round had paid for its noise";

/**
 * Brings a database and the high-water mark to the same height, whichever is behind. A database that is behind was put back from a
 * copy, or has lost commits: what the mark knows is charged to its ledger, the present head is released anew above every version that
 * was ever signed, and rounds whose noise has been drawn before are dropped: a second draw from the same reports would say more of them.
 *
 * Any number of nodes may do so at once. Where nothing is behind, it costs three reads.
 *
 * @param looksAt `all` rounds of all times, or the `newest`: enough for a server that runs and has looked at all.
 * @returns What it had to do; null for nothing.
 */
export async function catchUp(context: RoundContext, looksAt: "all" | "newest"): Promise<CatchUp | null> {
  const { database, highWater } = context;
  highWater.refresh();
  const from = looksAt === "all" ? 0 : lastRound(highWater) - LOOKED_BACK;
  if (!(await isBehind(database, highWater, from))) return null;
  const done = await database.transaction(async (session) => raise(session, context, from));
  await isBehind(database, highWater, from); // the mark learns of the new version
  return done.charged.length > 0 || done.releasedVersion !== null || done.dropped.length > 0 ? done : null;
}

/** Raises the mark to the database where that is ahead; says whether it is behind anywhere. */
async function isBehind(database: SqlDatabase, highWater: HighWater, from: number): Promise<boolean> {
  const [round] = await database.all("SELECT id FROM round WHERE state = ?", ["OPEN"]);
  const { ledger, version, nextVersion } = await noteAllOf(database, highWater, from);
  const isOlder = version < highWater.version("signed") || nextVersion <= highWater.version("given");
  const isInThePast = count(round, "id") <= lastRound(highWater);
  return isOlder || isInThePast || missingFrom(ledger, highWater, from).length > 0;
}

/**
 * Raises the mark to all that a database knows.
 *
 * @param from Id of the first round that is looked at.
 */
export async function noteAllOf(
  database: SqlDatabase,
  highWater: HighWater,
  from = 0,
): Promise<{
  readonly ledger: ReadonlyMap<number, Spend>;
  readonly version: number;
  readonly nextVersion: number;
}> {
  const ledger = await readLedger(database, from);
  for (const [roundId, { isBooked, ...spend }] of ledger) if (isBooked) highWater.book(roundId, spend);
  const [newest] = await database.all("SELECT max(version) AS version FROM release", []);
  const version = (newest["version"] as number | null) ?? -1; // null: no row
  highWater.raise("signed", version);
  const [next] = await database.all("SELECT version FROM next_version WHERE id = ?", [1]);
  const nextVersion = count(next, "version");
  highWater.raise("given", nextVersion - 1);
  return { ledger, version, nextVersion };
}

async function raise(
  session: SqlSession,
  { database, highWater, terms, nowMs, randomBytes }: RoundContext,
  from: number,
): Promise<CatchUp> {
  // Everybody who catches up waits here for everybody else.
  const open = await readOpenRound(session, database.kind, "update");
  const lock = lockWords(database.kind, "update");
  const [charged, dropped]: number[][] = [[], []];
  // Whoever is drawing a round's noise at this moment holds its row, and then the ledger has it.
  for (const [roundId] of missingFrom(await readLedger(session, from), highWater, from))
    await session.all(`SELECT state FROM round WHERE id = ?${lock}`, [roundId]);
  const missing = missingFrom(await readLedger(session, from), highWater, from);
  for (const [roundId, spend] of missing) {
    await chargeRound(session, roundId, spend);
    charged.push(roundId);
  }
  for (const [roundId, { isBooked }] of highWater.spends()) {
    if (roundId < from) continue;
    // Of a round that only may have paid, the sums may be drawn again: that is charged on top.
    for (const state of isBooked ? (["CLOSING", "SUMMED"] as const) : (["CLOSING"] as const))
      if (await dropRound(session, { roundId, state, nowMs: nowMs(), reason: REASON })) dropped.push(roundId);
  }
  if (open.id <= lastRound(highWater)) {
    await dropRound(session, { roundId: open.id, state: "OPEN", nowMs: nowMs(), reason: REASON });
    dropped.push(open.id);
    const id = lastRound(highWater) + 1;
    await insertOpenRound(session, { id, nowMs: nowMs(), salt: randomBytes(SALT_BYTES) });
  }
  const current = headOf((await currentRelease(session))!); // ensureRelease made the first
  const least = Math.max(highWater.version("signed"), highWater.version("given")) + 1;
  await session.run("UPDATE next_version SET version = ? WHERE id = ? AND version < ?", [least, 1, least]);
  if (current.version >= highWater.version("signed")) return { charged, dropped, releasedVersion: null };
  const version = await takeVersion(session);
  const kind = await currentReportKind(session);
  await insertRelease(session, { ...current, version }, { ...terms, ...kind }, nowMs());
  return { charged, dropped, releasedVersion: version };
}

/** What the mark knows and a ledger has not, or not in full. */
function missingFrom(
  ledger: ReadonlyMap<number, Spend>,
  highWater: HighWater,
  from: number,
): [number, Spend][] {
  return [...highWater.spends()].filter(([roundId, { rho }]) => {
    const entry = ledger.get(roundId);
    return roundId >= from && (entry === undefined || isMore(rho, entry.rho));
  });
}

function lastRound(highWater: HighWater): number {
  let last = -1;
  for (const roundId of highWater.spends().keys()) last = Math.max(last, roundId);
  return last;
}

/** What it has of a round that has yet to draw its noise was charged by {@link raise}, and is not the whole of it. */
async function readLedger(session: SqlSession, from: number): Promise<Map<number, Spend>> {
  const rows = await session.all(
    `SELECT ${LEDGER_COLUMNS}, r.state FROM ledger l LEFT JOIN round r ON r.id = l.round_id WHERE l.round_id >= ?`,
    [from],
  );
  return new Map(
    rows.map((row) => [
      count(row, "round_id"),
      {
        ...ledgerEntryIn(row),
        isBooked: row["state"] === null || !UNDRAWN.includes(text(row, "state")),
      },
    ]),
  );
}
