import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { decodeSplitShare } from "../../federation/split-share.ts";
import { splitAggregator, type SplitCheck } from "../../federation/split-aggregator.ts";
import { WireError } from "../../federation/wire-error.ts";
import type { RoundContext } from "../rounds/advance-rounds.ts";
import { dropRound } from "../rounds/drop-round.ts";
import { reportsOf } from "../rounds/report-rows.ts";
import { SHARDS } from "../rounds/shards.ts";
import { bytes, text } from "../sql/sql-database.ts";
import type { SqlRow } from "../sql/sql-database.ts";
import { shareTermsOf } from "./share-terms.ts";
import { AS_IT_CAME, CHECKED } from "./split-report-states.ts";
import type { SplitLeader } from "./split-leader.ts";

/** 1.5 KB each in a message. */
const BATCH = 32;

/**
 * Checks a round's reports together with the helper: what both accept stays, as its output; all else is deleted, and with it the last raw
 * share. A batch is one transaction, and what was checked before is not asked for again, so it may be stopped anywhere. Several nodes may
 * do so at once: both find the same.
 *
 * @param untilMs After which no batch is begun; the round stays where it is then.
 * @throws {HelperRefusal} if the helper will never take part.
 * @throws {HelperUnreachable} if it cannot be reached.
 */
export async function checkRound(
  context: RoundContext,
  split: SplitLeader,
  { roundId, untilMs }: { readonly roundId: number; readonly untilMs: number },
): Promise<void> {
  const { database, policy, nowMs, randomBytes, stopping } = context;
  if (!(await isUnderItsKey(context, split, roundId))) return;
  const first = randomBytes(1)[0] % SHARDS;
  for (let step = 0; step < SHARDS; step++) {
    const shard = (first + step) % SHARDS;
    // Those before it are checked; they are not read again to find the rest.
    let last = "";
    for (;;) {
      stopping.throwIfAborted();
      const rows = await database.all(
        "SELECT idempotency_key, file FROM report WHERE shard = ? AND round_id = ? AND bucket = ? AND idempotency_key > ? ORDER BY idempotency_key LIMIT ?",
        [shard, roundId, AS_IT_CAME, last, BATCH],
      );
      if (rows.length === 0) break;
      if (nowMs() >= untilMs) return;
      await checkBatch(context, split, { roundId, shard, rows });
      last = text(rows[rows.length - 1], "idempotency_key");
    }
  }
  await database.transaction(async (session) => {
    const reports = await reportsOf(session, roundId);
    if (reports < policy.minCohort) {
      const reason = `${reports} of its reports were valid and had reached both servers, fewer than ${policy.minCohort}`;
      await dropRound(session, { roundId, state: "CLOSING", nowMs: nowMs(), reason });
      return;
    }
    await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, reports = ? WHERE id = ? AND state = ?",
      ["SUMMED", nowMs(), reports, roundId, "CLOSING"],
    );
  });
}

/**
 * Notes the key of a round before anything is said under it, and drops a round that has another one: of its reports some may have been told
 * already, and who sees parts of a report's check under two keys can tell its numbers.
 */
async function isUnderItsKey(
  { database, nowMs }: RoundContext,
  { verifyKey }: SplitLeader,
  roundId: number,
): Promise<boolean> {
  // The key cannot be told from it, as it is as good as chance.
  const name = createHash("sha256").update(verifyKey).digest("hex");
  return database.transaction(async (session) => {
    await session.run("UPDATE round SET split_key = ? WHERE id = ? AND split_key IS NULL", [name, roundId]);
    const [row] = await session.all("SELECT split_key FROM round WHERE id = ?", [roundId]);
    if (text(row, "split_key") === name) return true;
    const reason = "SPLIT_SECRET was changed while its reports were checked";
    await dropRound(session, { roundId, state: "CLOSING", nowMs: nowMs(), reason });
    return false;
  });
}

async function checkBatch(
  { database, terms, stopping }: RoundContext,
  split: SplitLeader,
  {
    roundId,
    shard,
    rows,
  }: { readonly roundId: number; readonly shard: number; readonly rows: readonly SqlRow[] },
): Promise<void> {
  const dimensions = split.coordinates.length;
  const leader = splitAggregator("leader", { dimensions, verifyKey: split.verifyKey });
  const checks = new Map<string, SplitCheck>();
  for (const row of rows) {
    try {
      const share = decodeSplitShare(bytes(row, "file"), "leader", shareTermsOf(terms, split));
      checks.set(text(row, "idempotency_key"), await leader.check(share));
    } catch (error) {
      if (!(error instanceof WireError)) throw error; // what is no share cannot be accepted
    }
    await nextTurn(); // each takes some milliseconds, in which nobody else is answered
  }
  const asked = [...checks].map(([id, { part }]) => ({ id, part }));
  const answers = new Map(
    (asked.length === 0 ? [] : await split.helper.check(roundId, asked, stopping)).map((answer) => [
      answer.id,
      answer,
    ]),
  );
  const outputs = new Map<string, Uint8Array>();
  for (const [id, check] of checks) {
    const { part, isAccepted } = answers.get(id) ?? { part: null, isAccepted: false };
    const output = part !== null && isAccepted ? await check.accept([check.part, part]) : null;
    if (output !== null) outputs.set(id, output);
    await nextTurn();
  }
  await database.transaction(async (session) => {
    for (const row of rows) {
      const id = text(row, "idempotency_key");
      const output = outputs.get(id);
      const where = "shard = ? AND round_id = ? AND idempotency_key = ? AND bucket = ?";
      const which = [shard, roundId, id, AS_IT_CAME];
      if (output === undefined) await session.run(`DELETE FROM report WHERE ${where}`, which);
      else
        await session.run(`UPDATE report SET bucket = ?, file = ? WHERE ${where}`, [
          CHECKED,
          output,
          ...which,
        ]);
    }
  });
}
