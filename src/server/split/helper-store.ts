import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { RandomBytes } from "../../federation/discrete-gaussian.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import type { SplitShareTerms } from "../../federation/split-share.ts";
import { splitAggregator, type SplitCheck } from "../../federation/split-aggregator.ts";
import { WireError } from "../../federation/wire-error.ts";
import { AccessError } from "../access/access-error.ts";
import { createGroupCommit } from "../group-commit.ts";
import type { HighWater } from "../recovery/high-water.ts";
import { shardOf } from "../rounds/shards.ts";
import { spendOnce } from "../rounds/spend-once.ts";
import { bytes, text } from "../sql/sql-database.ts";
import type { SqlDatabase, SqlRow, SqlSession } from "../sql/sql-database.ts";
import type { RoundPolicy } from "../store.ts";
import { chargeLedger } from "./charge-ledger.ts";
import type { SumAnswer } from "./helper-messages.ts";
import { insertShares, isKnownShare, sweepShares } from "./helper-rows.ts";
import type { HelperShare } from "./helper-rows.ts";
import { HelperRefusal, type HelperPart, type LeaderPart, type SplitHelper } from "./split-helper.ts";

export interface HelperStoreOptions {
  readonly terms: SplitShareTerms;
  /** 16 bytes that both servers know, and no device does. */
  readonly verifyKey: Uint8Array;
  /** Its own: what the leader says of cohorts and noise is not believed. */
  readonly policy: Pick<RoundPolicy, "minCohort" | "maxAgeMs" | "noiseMultiplier">;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly noiseBytes: RandomBytes;
  readonly highWater: HighWater;
  /** Shares that it keeps before they are in a sum, 0.6 KB each: more are refused. */
  readonly mostWaiting: number;
}

/** Hears what a helper's store has done, and nothing of any report. */
export interface HelperObserver {
  /** One group of shares is on disk. */
  committed(seconds: number): void;
  /** A round's noise was drawn and its sum is on disk; not where it is told again. */
  summed(sum: { readonly roundId: number; readonly reports: number; readonly noiseMultiplier: number }): void;
}

/** The memory of a second aggregator: shares, what it has answered, and what that has cost. */
export interface HelperStore extends Pick<SplitHelper, "check"> {
  readonly terms: SplitShareTerms;
  readonly noiseMultiplier: number;
  /**
   * Settles only when the share is on disk, or certainly not. An id counts once, whenever it comes again.
   *
   * @throws {AccessError} `quota` for a new one if too many wait.
   */
  addShare(share: HelperShare): Promise<"accepted" | "duplicate">;
  /**
   * As of a {@link SplitHelper}, with σ of the noise in it, which may have been drawn under another policy; 0 where nobody knows.
   *
   * @throws {HelperRefusal}
   */
  sum(roundId: number, ids: readonly string[]): Promise<SumAnswer>;
  /** Forgets the shares that no round can ask for any more. */
  sweep(): Promise<void>;
  /** Shares that are kept and in no sum; of other nodes, and of those that were summed since, as of the last sweep. */
  waiting(): number;
  /** Writes once to disk; rejects if that fails. */
  probe(): Promise<void>;
  /** Adds an observer for the rest of the store's life. */
  observe(observer: HelperObserver): void;
  /** Writes what waits, then closes the files. */
  close(): Promise<void>;
}

/** How often shares are swept away, which makes room. */
export const SWEEP_MS: number = 60 * 60 * 1_000;

/**
 * A {@link HelperStore} in a migrated database, for one process or, on PostgreSQL, for many. Every change is one transaction, so that it
 * may die anywhere.
 *
 * @throws {Error} if the database cannot be read or written.
 */
export async function createHelperStore(
  database: SqlDatabase,
  { terms, verifyKey, policy, nowMs, noiseBytes, highWater, mostWaiting }: HelperStoreOptions,
): Promise<HelperStore> {
  const { noiseMultiplier, minCohort } = policy;
  const observers: HelperObserver[] = [];
  const helper = splitAggregator("helper", { dimensions: terms.dimensions, verifyKey });
  /** Shares that wait; of other nodes as of the last look. */
  let waiting = 0;
  const sweep = async (): Promise<void> => {
    waiting = await sweepShares(database, nowMs(), policy.maxAgeMs);
  };
  await database.transaction((session) => chargeLedger(session, highWater));
  await sweep();
  const groupCommit = createGroupCommit(async (group: readonly HelperShare[]) => {
    const startedMs = nowMs();
    const receipts = await database.transaction((session) => insertShares(session, group, nowMs()));
    for (const observer of observers) observer.committed((nowMs() - startedMs) / 1_000);
    return receipts;
  });

  const checkOne = async (roundId: number, { id, part: leaderPart }: LeaderPart): Promise<HelperPart> => {
    const [row] = await rowOf(id);
    if (row?.["output"] !== null || row["file"] === null || !isFor(roundId, row))
      return told(roundId, id, row);
    const check = await checkOf(bytes(row, "file"));
    if (check === null) return told(roundId, id, undefined);
    const output = await check.accept([leaderPart, check.part]);
    // The share goes with the check: under another key it would have another part, and who has both can tell the numbers. What is wrong is
    // deleted at once.
    const changed = await database.run(
      "UPDATE helper_share SET round_id = ?, output = ?, file = ? WHERE shard = ? AND idempotency_key = ? AND file IS NOT NULL AND output IS NULL AND (round_id IS NULL OR round_id = ?)",
      [roundId, output, output === null ? null : check.part, shardOf(id), id, roundId],
    );
    if (changed === 0) return told(roundId, id, (await rowOf(id))[0]); // whoever was quicker has said it
    return { id, part: check.part, isAccepted: output !== null };
  };
  /** Null for what is no share under the present terms: that is said of it alone, and the other reports go on. */
  const checkOf = async (file: Uint8Array): Promise<SplitCheck | null> => {
    try {
      return await helper.check(decodeSplitShare(file, "helper", terms));
    } catch (error) {
      if (error instanceof WireError) return null;
      throw error;
    }
  };
  const rowOf = (id: string): Promise<SqlRow[]> =>
    database.all("SELECT file, output, round_id FROM helper_share WHERE shard = ? AND idempotency_key = ?", [
      shardOf(id),
      id,
    ]);

  /** What was answered before; null for a round that has had no sum. */
  const answered = async (
    session: SqlSession,
    roundId: number,
    digest: string,
  ): Promise<SumAnswer | null> => {
    const [row] = await session.all(
      "SELECT digest, share, noise_multiplier FROM helper_sum WHERE round_id = ?",
      [roundId],
    );
    if (row === undefined) return null;
    if (text(row, "digest") !== digest)
      throw new HelperRefusal(`Cannot sum round ${roundId} again with other reports: a round has one sum`);
    const noise = row["noise_multiplier"] as number | null; // the column's type
    return { share: bytes(row, "share"), noiseMultiplier: noise ?? 0 };
  };

  return {
    terms,
    noiseMultiplier,
    async addShare(share) {
      if (waiting >= mostWaiting) {
        if (await isKnownShare(database, share.id)) return "duplicate";
        const words = `Cannot take a share as at most ${mostWaiting} may wait: ${waiting} do; send it again later`;
        throw new AccessError("quota", words, SWEEP_MS);
      }
      const receipt = await groupCommit.add(share);
      if (receipt === "accepted") waiting++;
      return receipt;
    },
    sweep,
    waiting: () => waiting,

    check: async (roundId, reports) => {
      const [row] = await database.all("SELECT round_id FROM helper_sum WHERE round_id = ?", [roundId]);
      if (row !== undefined)
        throw new HelperRefusal(`Cannot check reports of round ${roundId} as its sum has been given`);
      const parts: HelperPart[] = [];
      for (const report of reports) {
        parts.push(await checkOne(roundId, report));
        await nextTurn(); // each takes some milliseconds, in which nobody else is answered
      }
      return parts;
    },

    sum: async (roundId, ids) => {
      const wanted = [...new Set(ids)].sort();
      const digest = createHash("sha256").update(wanted.join()).digest("hex");
      const spent = { database, highWater, nowMs };
      let isDrawn = false;
      const answer = await spendOnce<SumAnswer>(spent, { roundId, noiseMultiplier }, async (session) => {
        isDrawn = false; // a database that asks for a transaction again may have an answer by then
        const before = await answered(session, roundId, digest);
        if (before !== null) return { answer: before };
        if (wanted.length < minCohort)
          throw new HelperRefusal(
            `Cannot sum ${wanted.length} reports as this server wants ${minCohort} at least`,
          );
        if (highWater.spends().get(roundId)?.isBooked === true)
          throw new HelperRefusal(
            `Cannot sum round ${roundId} as its noise was drawn before: this server's database was put back to an earlier time`,
          );
        // Whoever comes second waits here, and is then told what the first was.
        const claimed = await session.run(
          "INSERT INTO helper_sum (round_id, digest, share) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
          [roundId, digest, new Uint8Array(0)],
        );
        const meanwhile = claimed === 0 ? await answered(session, roundId, digest) : null;
        if (meanwhile !== null) return { answer: meanwhile };
        const outputs = await outputsOf(session, roundId, wanted);
        const draw = async (): Promise<SumAnswer> => {
          const share = helper.sum(outputs, { noiseMultiplier, randomBytes: noiseBytes });
          await session.run("UPDATE helper_sum SET share = ?, noise_multiplier = ? WHERE round_id = ?", [
            share,
            noiseMultiplier,
            roundId,
          ]);
          // Those that the leader has not accepted too.
          await session.run("UPDATE helper_share SET file = NULL, output = NULL WHERE round_id = ?", [
            roundId,
          ]);
          isDrawn = true;
          return { share, noiseMultiplier };
        };
        return { reports: wanted.length, draw };
      });
      if (isDrawn)
        for (const observer of observers)
          observer.summed({ roundId, reports: wanted.length, noiseMultiplier });
      return answer;
    },

    async probe() {
      await database.run("UPDATE probe SET writes = writes + 1 WHERE id = ?", [1]);
    },
    observe: (observer) => void observers.push(observer),
    async close() {
      await groupCommit.flush();
      await database.close();
    },
  };
}

/** @throws {HelperRefusal} if one is not accepted, or not for this round. */
async function outputsOf(
  session: SqlSession,
  roundId: number,
  wanted: readonly string[],
): Promise<Uint8Array[]> {
  const rows = await session.all(
    "SELECT idempotency_key, output FROM helper_share WHERE round_id = ? AND output IS NOT NULL",
    [roundId],
  );
  const outputs = new Map(rows.map((row) => [text(row, "idempotency_key"), bytes(row, "output")]));
  const found = wanted.flatMap((id) => outputs.get(id) ?? []);
  if (found.length === wanted.length) return found;
  throw new HelperRefusal(
    `Cannot sum round ${roundId} as all its reports must have been accepted, and be in no other sum: ${wanted.length - found.length} of ${wanted.length} are not`,
  );
}

function isFor(roundId: number, row: SqlRow): boolean {
  return row["round_id"] === null || row["round_id"] === roundId;
}

/** What was answered of a report before, if it was accepted and is this round's. */
function told(roundId: number, id: string, row: SqlRow | undefined): HelperPart {
  const isTold = row !== undefined && row["output"] !== null && isFor(roundId, row);
  return { id, part: isTold ? bytes(row, "file") : null, isAccepted: isTold };
}
