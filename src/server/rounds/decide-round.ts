import { decodeGlobalHead } from "../../federation/global-head.ts";
import { createHash } from "node:crypto";
import { bytes, count } from "../sql/sql-database.ts";
import type { Decision } from "../store.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { runningCanary, stopCanary } from "./canary-trial.ts";
import { currentReportKind, currentVersion, insertRelease } from "./release-rows.ts";
import { SHARDS } from "./shards.ts";

/** A report that is sent again after as many versions is called stale instead of a duplicate; it is not counted in either case. */
const KEPT_VERSIONS = 64;

/**
 * Releases or refuses a candidate.
 *
 * @throws {Error} if the round is no candidate, or another head was released since it was made: then it goes back to NOISED, to be made
 *   anew on that head and looked at again.
 */
export async function decideRound(
  { database, terms, nowMs }: RoundContext,
  { roundId, verdict, by, reason }: Decision,
): Promise<void> {
  const hasMoved = await database.transaction(async (session) => {
    // Whoever decides at the same moment, on another node, waits here, and then sees what was released.
    await session.run("UPDATE next_version SET version = version WHERE id = ?", [1]);
    const [row] = await session.all(
      "SELECT state, base_version, candidate_version, candidate FROM round WHERE id = ?",
      [roundId],
    );
    if (row?.["state"] !== "CANDIDATE")
      throw new Error(
        `Cannot decide on round ${roundId} as it must be a CANDIDATE: got ${String(row?.["state"])}`,
      );
    const current = await currentVersion(session);
    const isOfCurrent = count(row, "base_version") === current;
    const state = verdict === "PROMOTED" && !isOfCurrent ? "NOISED" : verdict;
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, decided_by = ?, reason = ? WHERE id = ? AND state = ?",
      [
        state,
        nowMs(),
        state === "NOISED" ? null : by,
        state === "NOISED" ? null : reason,
        roundId,
        "CANDIDATE",
      ],
    );
    const running = await runningCanary(session);
    // What is released takes the place of the head that a canary goes on from.
    if (running !== null && (running.roundId === roundId || state === "PROMOTED"))
      await stopCanary(session, {
        why: `round ${roundId} was ${verdict.toLowerCase()} by ${by}`,
        roundId: running.roundId,
        nowMs: nowMs(),
      });
    if (changed === 0) throw new Error(`Cannot decide on round ${roundId} as somebody else just has`);
    if (state !== "PROMOTED") return state === "NOISED";
    const file = bytes(row, "candidate");
    const hash = createHash("sha256").update(file).digest("hex");
    const head = decodeGlobalHead(file, hash, { version: count(row, "candidate_version"), ...terms });
    const kind = await currentReportKind(session);
    await insertRelease(session, head, { ...terms, ...kind }, nowMs());
    await session.run("DELETE FROM release WHERE version < ?", [head.version - KEPT_VERSIONS]);
    // Shard by shard, as the key begins with it: the whole table need not be read.
    for (let shard = 0; shard < SHARDS; shard++)
      await session.run("DELETE FROM report_key WHERE shard = ? AND base_version < ?", [
        shard,
        head.version - KEPT_VERSIONS,
      ]);
    return false;
  });
  if (hasMoved)
    throw new Error(
      `Cannot promote round ${roundId} as another head was released since its candidate was made; it is made anew, look at it again`,
    );
}
