import { DELTA_VERSION } from "../../federation/delta.ts";
import { encodeSplitTerms, SPLIT_DELTA_VERSION } from "../../federation/split-terms.ts";
import { count } from "../sql/sql-database.ts";
import type { SqlRow, SqlSession } from "../sql/sql-database.ts";
import type { SqlStoreOptions } from "../sql-store.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { stopCanary } from "./canary-trial.ts";
import { insertOpenRound } from "./open-round.ts";
import { currentRelease, headOf, insertRelease, reportKindOf } from "./release-rows.ts";
import type { ReportKind } from "./release-rows.ts";
import { SALT_BYTES } from "./shards.ts";
import { takeVersion } from "./take-version.ts";

/** Unfinished states, in which a round's reports are of the head that it is to go on from. */
const UNFINISHED = ["OPEN", "CLOSING", "SUMMED", "NOISED", "CANDIDATE"];

/**
 * Makes the first release and opens the first round, or begins anew under other terms than the stored ones. Several processes may
 * start at once; those that come second find it done.
 */
export async function ensureRelease(
  { database, terms, split, nowMs, randomBytes }: RoundContext,
  { initialWeights, continuesLayout }: Pick<SqlStoreOptions, "initialWeights" | "continuesLayout">,
): Promise<void> {
  await database.transaction(async (session) => {
    // Whoever comes second waits here, and finds a release: with numbers of their own, both could make one.
    await session.run("UPDATE next_version SET version = version WHERE id = ?", [1]);
    const row = await currentRelease(session);
    const kind = wantedKind(split, row);
    if (row === undefined) {
      const head = {
        version: await takeVersion(session),
        layout: terms.layout,
        weights: initialWeights,
      };
      await insertRelease(session, head, { ...terms, ...kind }, nowMs());
    } else if (!isUnder(row, { ...terms, ...kind })) {
      const weights = initialWeights.slice();
      const fits = row["layout"] === terms.layout && row["dimensions"] === terms.dimensions;
      const isContinued = row["layout"] === continuesLayout && count(row, "dimensions") < terms.dimensions;
      if (fits || isContinued) weights.set(headOf(row).weights);
      const head = { version: await takeVersion(session), layout: terms.layout, weights };
      await insertRelease(session, head, { ...terms, ...kind }, nowMs());
      await expireAll(session, nowMs());
    }
    const [round] = await session.all(
      "SELECT coalesce(max(id), -1) AS last, max(CASE state WHEN ? THEN 1 ELSE 0 END) AS is_open FROM round",
      ["OPEN"],
    );
    if (round["is_open"] !== 1)
      await insertOpenRound(session, {
        id: count(round, "last") + 1,
        nowMs: nowMs(),
        salt: randomBytes(SALT_BYTES),
      });
  });
}

/** Who opens a store for a command need not know whether its rounds are split ones: they stay what they are. */
function wantedKind(split: RoundContext["split"], row: SqlRow | undefined): ReportKind {
  if (split)
    return { deltaVersion: SPLIT_DELTA_VERSION, splitTerms: JSON.stringify(encodeSplitTerms(split.terms)) };
  if (split === undefined && row?.["delta_version"] === SPLIT_DELTA_VERSION) return reportKindOf(row);
  return { deltaVersion: DELTA_VERSION, splitTerms: null };
}

function isUnder(
  row: SqlRow,
  { layout, dimensions, clipNorm, deltaVersion, splitTerms }: RoundContext["terms"] & ReportKind,
): boolean {
  const stored = reportKindOf(row);
  return (
    row["layout"] === layout &&
    row["dimensions"] === dimensions &&
    row["clip_norm"] === clipNorm &&
    stored.deltaVersion === deltaVersion &&
    stored.splitTerms === splitTerms
  );
}

async function expireAll(session: SqlSession, nowMs: number): Promise<void> {
  for (const state of UNFINISHED) {
    await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, salt = NULL, mean = NULL, candidate = NULL, reason = ? WHERE state = ?",
      ["EXPIRED", nowMs, "the terms changed", state],
    );
  }
  await stopCanary(session, { why: "the terms changed", roundId: null, nowMs });
  await session.run("DELETE FROM report", []);
  await session.run("UPDATE shard_sum SET sums = NULL", []);
}
