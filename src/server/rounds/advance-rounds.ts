import { otherWork } from "../other-work.ts";
import type { DeltaTerms } from "../../federation/delta.ts";
import { roundFate } from "../../federation/round-fate.ts";
import type { HighWater } from "../recovery/high-water.ts";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { count } from "../sql/sql-database.ts";
import type { RoundPolicy, StepRule, StoreObserver } from "../store.ts";
import type { CanaryShelf } from "./canary-shelf.ts";
import { decideRound } from "./decide-round.ts";
import { drawNoise } from "./draw-noise.ts";
import { judgeCanary } from "./judge-canary.ts";
import { makeCandidate } from "./make-candidate.ts";
import { dropRound } from "./drop-round.ts";
import { insertOpenRound, readOpenRound } from "./open-round.ts";
import { deleteReports, reportsOf } from "./report-rows.ts";
import { SALT_BYTES, SHARDS } from "./shards.ts";
import { steerReports } from "./steer-reports.ts";
import { checkRound } from "../split/check-round.ts";
import { drawSplitNoise } from "../split/draw-split-noise.ts";
import type { HelperPause } from "../split/helper-pause.ts";
import type { SplitLeader } from "../split/split-leader.ts";
import { withHelper } from "../split/with-helper.ts";
import { traced } from "../telemetry/traced.ts";
import { sumShard } from "./sum-shard.ts";

/** What every step of a round works with. */
export interface RoundContext {
  readonly database: SqlDatabase;
  readonly terms: DeltaTerms;
  readonly policy: RoundPolicy;
  readonly step: StepRule;
  /** Null where whole deltas are taken; undefined for who moves no round. */
  readonly split: SplitLeader | null | undefined;
  readonly canaries: CanaryShelf;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Unpredictable bytes. */
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  readonly observers: readonly StoreObserver[];
  readonly highWater: HighWater;
  /** Aborted when the store is to be closed: the other server is waited for no longer. */
  readonly stopping: AbortSignal;
  readonly helperPause: HelperPause;
}

/**
 * Takes every round as far as it can go without a person:
 *
 *   OPEN → CLOSING → SUMMED → NOISED → CANDIDATE → PROMOTED | REJECTED, or OPEN → EXPIRED
 *
 * Each step is one transaction that changes the state only if it is still the one before, so any node may do any step at any time,
 * and may die in any of them.
 *
 * @param isNow Closes the open round with what has come, before its time, if that is enough for a head.
 */
export async function advanceRounds(context: RoundContext, isNow = false): Promise<void> {
  await judgeCanary(context);
  await closeDue(context, isNow);
  const { split } = context;
  const stepWithHelper = withHelper(context);
  for (const id of await idsIn(context, "CLOSING"))
    await step("sum round", id, () =>
      split
        ? stepWithHelper({
            roundId: id,
            state: "CLOSING",
            act: (untilMs) => checkRound(context, split, { roundId: id, untilMs }),
          })
        : sumRound(context, id),
    );
  for (const id of await idsIn(context, "SUMMED"))
    await step("draw noise", id, () =>
      split
        ? stepWithHelper({ roundId: id, state: "SUMMED", act: () => drawSplitNoise(context, split, id) })
        : drawNoise(context, id),
    );
  for (const id of await idsIn(context, "NOISED")) {
    const isMade = await step("make candidate", id, () => makeCandidate(context, id));
    if (!isMade || context.policy.promotion !== "automatic") continue;
    const decision = { roundId: id, verdict: "PROMOTED", by: "policy", reason: "passed the gate" } as const;
    await step("decide round", id, () => decideRound(context, decision));
  }
}

async function step<Result>(name: string, roundId: number, act: () => Promise<Result>): Promise<Result> {
  await otherWork();
  return traced(name, { attributes: { "personal_rank.round.id": roundId } }, act);
}

async function idsIn({ database }: RoundContext, state: string): Promise<number[]> {
  const rows = await database.all("SELECT id FROM round WHERE state = ? ORDER BY id", [state]);
  return rows.map((row) => count(row, "id"));
}

/** Closes or drops the open round if it is due, and opens the next one with it. */
async function closeDue(
  { database, policy, nowMs, randomBytes }: RoundContext,
  isNow: boolean,
): Promise<void> {
  await database.transaction(async (session) => {
    const round = await readOpenRound(session, database.kind, "update");
    const reports = await reportsOf(session, round.id);
    const fate = roundFate({ reports, ageMs: nowMs() - round.openedAtMs, isNow }, policy);
    const isEnding = fate !== "stays";
    await steerReports(session, { round, reports, isEnding }, { ...policy, nowMs: nowMs() });
    if (!isEnding) return;
    const state = fate === "closes" ? "CLOSING" : "EXPIRED";
    await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, reports = ? WHERE id = ? AND state = ?",
      [state, nowMs(), state === "EXPIRED" ? reports : null, round.id, "OPEN"],
    );
    if (state === "EXPIRED") {
      await deleteReports(session, round.id);
      await session.run("UPDATE round SET salt = NULL WHERE id = ?", [round.id]);
    }
    await insertOpenRound(session, { id: round.id + 1, nowMs: nowMs(), salt: randomBytes(SALT_BYTES) });
  });
}

/** A copy of a database has no reports. */
const TOO_FEW_LEFT = "too few of its reports were left: the database was put back from a copy";

/** Sums all shards that nobody has summed, from a random one on, so that nodes seldom want the same. */
async function sumRound(context: RoundContext, id: number): Promise<void> {
  const { database, terms, policy, nowMs, randomBytes } = context;
  const first = randomBytes(1)[0] % SHARDS;
  for (let step = 0; step < SHARDS; step++) {
    const shard = (first + step) % SHARDS;
    const which = { kind: database.kind, roundId: id, shard };
    if (!(await database.transaction((session) => sumShard(session, terms, which)))) return;
    await otherWork();
  }
  await database.transaction(async (session) => {
    const [summed] = await session.all(
      "SELECT count(*) AS shards, CAST(coalesce(sum(reports), 0) AS BIGINT) AS reports FROM shard_sum WHERE round_id = ?",
      [id],
    );
    if (count(summed, "shards") < SHARDS) return;
    if (count(summed, "reports") < policy.minCohort) {
      await dropRound(session, { roundId: id, state: "CLOSING", nowMs: nowMs(), reason: TOO_FEW_LEFT });
      return;
    }
    await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, reports = ? WHERE id = ? AND state = ?",
      ["SUMMED", nowMs(), count(summed, "reports"), id, "CLOSING"],
    );
  });
}
