import { encodeGlobalHead } from "../../federation/global-head.ts";
import type { GateCheck } from "../../federation/gate-checks/gate-check.ts";
import { unscaled } from "../../federation/global-step.ts";
import { judgeCandidate } from "../../federation/release-gate.ts";
import { stepOptimiser } from "../../federation/server-optimiser.ts";
import { bytes, count, text } from "../sql/sql-database.ts";
import type { SqlSession } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { currentRelease, headOf } from "./release-rows.ts";
import { takeVersion } from "./take-version.ts";

/** As many as the gate compares with. */
const COMPARED_UPDATES = 5;
/**
 * Makes the head that a round would have, and has the gate look at it: what fails any check is rejected.
 *
 * @returns Whether there is a candidate now.
 */
export async function makeCandidate(
  { database, terms, policy, step, canaries, nowMs, observers }: RoundContext,
  roundId: number,
): Promise<boolean> {
  const startedMs = nowMs();
  const made = await database.transaction(async (session) => {
    // Whoever comes second waits here, and finds it done.
    const isMine = await session.run("UPDATE round SET changed_at_ms = ? WHERE id = ? AND state = ?", [
      startedMs,
      roundId,
      "NOISED",
    ]);
    if (isMine === 0) return null;
    const [row] = await session.all("SELECT reports, mean FROM round WHERE id = ?", [roundId]);
    const current = headOf((await currentRelease(session))!); // rounds begin with one
    const mean = new Float64Array(Uint8Array.from(bytes(row, "mean")).buffer);
    const { weights } = stepOptimiser({ type: "fedavg", learningRate: step.learningRate }, null, {
      weights: current.weights,
      mean: unscaled(mean, step.scale),
    });
    const candidate = { version: await takeVersion(session), layout: current.layout, weights };
    const reports = count(row, "reports");
    const { passed: hasPassed, checks } = judgeCandidate({
      current: current.weights,
      candidate: weights,
      released: await releasedUpdates(session, terms.layout),
      lastDirection: await lastDirection(session, roundId),
      longestUpdate: step.learningRate * Math.max(...step.scale) * terms.clipNorm,
      canary: (await canaries.read(session))?.set ?? null,
      bounds: policy.gateBounds,
    });
    await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, base_version = ?, candidate_version = ?, candidate = ?, checks = ?, decided_by = ?, reason = ? WHERE id = ?",
      [
        hasPassed ? "CANDIDATE" : "REJECTED",
        nowMs(),
        current.version,
        candidate.version,
        hasPassed ? encodeGlobalHead(candidate) : null,
        JSON.stringify(checks),
        hasPassed ? null : "gate",
        hasPassed
          ? null
          : checks
              .filter(({ passed }) => !passed)
              .map(({ words }) => words)
              .join("; "),
        roundId,
      ],
    );
    const norm = Math.hypot(...mean);
    return {
      isCandidate: hasPassed,
      round: {
        version: candidate.version,
        reports,
        updateNormRatio: norm / terms.clipNorm,
        durationSeconds: (nowMs() - startedMs) / 1_000,
      },
    };
  });
  if (made === null) return false;
  for (const observer of observers) observer.roundClosed(made.round);
  return made.isCandidate;
}

/** The newest releases' differences, oldest first. */
async function releasedUpdates(session: SqlSession, layout: string): Promise<Float32Array[]> {
  const rows = await session.all("SELECT * FROM release WHERE layout = ? ORDER BY version DESC LIMIT ?", [
    layout,
    COMPARED_UPDATES + 1,
  ]);
  const heads = rows.map((row) => headOf(row).weights).reverse();
  return heads.slice(1).map((weights, at) => weights.map((weight, index) => weight - heads[at][index]));
}

/** What the gate found of the direction of the round before, whatever became of it; null without one. */
async function lastDirection(session: SqlSession, roundId: number): Promise<number | null> {
  const [row] = await session.all(
    "SELECT checks FROM round WHERE id < ? AND checks IS NOT NULL ORDER BY id DESC LIMIT 1",
    [roundId],
  );
  const checks = row === undefined ? [] : (JSON.parse(text(row, "checks")) as GateCheck[]); // written above
  return checks.find(({ name }) => name === "update-direction")?.value ?? null;
}
