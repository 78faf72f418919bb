import { CANARY_ERROR_RATE } from "../../federation/canary-verdict.ts";
import type { RoundContext } from "./advance-rounds.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import { readCanaryTrial, runningCanary, stopCanary, verdictOf } from "./canary-trial.ts";
import { currentVersion } from "./release-rows.ts";

/** Rejects the head that is tried, if the visitors who try it say that it is worse: nobody has to look for that. */
export async function judgeCanary({ database, nowMs, observers }: RoundContext): Promise<void> {
  const running = await runningCanary(database);
  if (running === null) return;
  const { roundId, head } = running;
  if (await isOvertaken(database, roundId)) {
    await database.transaction((session) =>
      stopCanary(session, { why: "another head was released", roundId, nowMs: nowMs() }),
    );
    return;
  }
  const trial = await readCanaryTrial(database, roundId);
  if (trial === null) return; // it was stopped meanwhile
  const { isWorse, difference, upper } = verdictOf(trial);
  if (!isWorse) return;
  const words = `visitors who tried it report ${difference.toFixed(3)} against the others, ${upper.toFixed(3)} at best (error rate ${CANARY_ERROR_RATE})`;
  const isStopped = await database.transaction(async (session) => {
    if (!(await stopCanary(session, { why: words, roundId, nowMs: nowMs() }))) return false;
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, decided_by = ?, reason = ? WHERE id = ? AND state = ?",
      ["REJECTED", nowMs(), "canary", words, roundId, "CANDIDATE"],
    );
    return changed > 0;
  });
  if (isStopped)
    for (const observer of observers) observer.canaryStopped({ roundId, version: head.version, words });
}

/** Whether a head was released at the moment in which this one began to be tried. */
async function isOvertaken(session: SqlSession, roundId: number): Promise<boolean> {
  const [row] = await session.all("SELECT base_version FROM round WHERE id = ?", [roundId]);
  return row?.["base_version"] !== (await currentVersion(session));
}
