import { decodeGlobalHead } from "../../federation/global-head.ts";
import { bytes, count } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { CandidateHeads } from "../store.ts";
import { headOf } from "./release-rows.ts";

/** The candidate of a round and the head before it, or null where one of them is not there. */
export async function readCandidate(session: SqlSession, roundId: number): Promise<CandidateHeads | null> {
  const [round] = await session.all(
    "SELECT base_version, candidate_version, candidate FROM round WHERE id = ? AND candidate IS NOT NULL",
    [roundId],
  );
  if (round === undefined) return null;
  const [release] = await session.all("SELECT * FROM release WHERE version = ?", [
    count(round, "base_version"),
  ]);
  if (release === undefined) return null;
  const { layout, weights: base } = headOf(release);
  const promised = { version: count(round, "candidate_version"), layout, dimensions: base.length };
  const { weights } = decodeGlobalHead(bytes(round, "candidate"), `of round ${roundId}`, promised);
  return { base, candidate: weights };
}
