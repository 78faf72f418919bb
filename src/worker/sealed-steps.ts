import { shiftsSince } from "../learning/step-pages.ts";
import type { Change, Records } from "../store/records.ts";
import { type Logged, pageStep, stepSum } from "./page-step.ts";
import { sharedSoFar, toldByRanking } from "./shared-so-far.ts";

/** What a sealing takes away. */
export interface Sealing extends Logged {
  /** Number of the last entry that becomes part of the base. */
  readonly end: number;
  /** Rankings that go. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Keeps what a sealing would lose before it was shared: the step that the rankings that go still ask for, and how far the global head has
 * moved since those were shown that stay. Where an upload waits, what is in it and what came after are kept apart: if it is refused, it
 * comes back.
 */
export async function sealedSteps(records: Records, sealing: Sealing): Promise<Change[]> {
  const { memory, entries, rankings, end, gone } = sealing;
  const soFar = await sharedSoFar(records, memory.modelId);
  const [waiting] = await records.getAll("outbox");
  const earlier = new Map(soFar.shifts.map(({ rankingId, shift }) => [rankingId, shift]));
  // Nothing of a machine's is kept to be sent, whatever it looks like later.
  const own = memory.guard.profile.isFlagged ? [] : [...rankings].filter(([id]) => gone.has(id));
  const leaving = { memory, entries, rankings: new Map(own) };
  const untold = pageStep(leaving, { told: toldByRanking(soFar.told), shifts: earlier });
  const untoldByWaiting =
    waiting === undefined
      ? untold
      : pageStep(leaving, { told: toldByRanking(waiting.told), shifts: earlier });
  const shifts = [
    ...shiftsSince(
      entries.filter(({ number }) => number <= end),
      earlier,
    ),
  ].flatMap(([rankingId, shift]) => (isKept(rankingId) ? [{ rankingId, shift }] : []));
  const changes: Change[] = [
    {
      type: "put",
      kind: "sharing",
      record: {
        ...soFar,
        told: soFar.told.filter(({ rankingId }) => isKept(rankingId)),
        shifts,
        sealed: stepSum(soFar.sealed, untoldByWaiting),
      },
    },
  ];
  if (waiting === undefined || untold === null) return changes;
  const inWaiting = stepSum(untold, untoldByWaiting?.map((value) => -value) ?? null);
  const record = { ...waiting, sealed: stepSum(waiting.sealed, inWaiting) };
  return [...changes, { type: "put", kind: "outbox", record }];

  function isKept(rankingId: string): boolean {
    return !gone.has(rankingId) && memory.shown.some((progress) => progress.rankingId === rankingId);
  }
}
