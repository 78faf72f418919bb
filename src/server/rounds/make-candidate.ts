import { encodeGlobalHead } from "../../federation/global-head.ts";
import { stepOptimiser } from "../../federation/server-optimiser.ts";
import { bytes, count } from "../sql/sql-database.ts";
import type { RoundContext } from "./advance-rounds.ts";
import { currentRelease, headOf } from "./release-rows.ts";
import { checkCandidate } from "./check-candidate.ts";

/** The head moves by the mean as it is. */
const FEDERATED_AVERAGING = { type: "fedavg", learningRate: 1 } as const;

/**
 * Makes the head that a round would have, and has the gate look at it: what fails any check is rejected.
 *
 * @returns Whether there is a candidate now.
 */
export async function makeCandidate(
  { database, terms, policy, nowMs, observers }: RoundContext,
  roundId: number,
): Promise<boolean> {
  const startedMs = nowMs();
  const made = await database.transaction(async (session) => {
    const [row] = await session.all("SELECT reports, mean FROM round WHERE id = ?", [roundId]);
    const current = headOf((await currentRelease(session))!); // rounds begin with one
    const mean = new Float64Array(Uint8Array.from(bytes(row, "mean")).buffer);
    const { weights } = stepOptimiser(FEDERATED_AVERAGING, null, { weights: current.weights, mean });
    const candidate = { version: current.version + 1, layout: current.layout, weights };
    const reports = count(row, "reports");
    const checks = checkCandidate({
      current: current.weights,
      candidate: weights,
      clipNorm: terms.clipNorm,
      noiseNorm: noiseNormOf({ ...terms, ...policy, reports }),
    });
    const hasPassed = checks.every(({ passed }) => passed);
    const changed = await session.run(
      "UPDATE round SET state = ?, changed_at_ms = ?, base_version = ?, candidate = ?, checks = ?, decided_by = ?, reason = ? WHERE id = ? AND state = ?",
      [
        hasPassed ? "CANDIDATE" : "REJECTED",
        nowMs(),
        current.version,
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
        "NOISED",
      ],
    );
    if (changed === 0) return null;
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

/** As noisy-mean.ts gives it for 32 buckets; with fewer, fewer are left out, and the noise is shorter. */
function noiseNormOf({
  noiseMultiplier,
  dimensions,
  clipNorm,
  reports,
}: Pick<RoundContext["policy"], "noiseMultiplier"> &
  Pick<RoundContext["terms"], "dimensions" | "clipNorm"> & { readonly reports: number }): number {
  return (1.24 * noiseMultiplier * Math.sqrt(dimensions) * clipNorm) / reports;
}
