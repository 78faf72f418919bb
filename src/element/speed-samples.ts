import type { OrderTiming, RankingTiming, SpeedReport } from "../worker/speed-report.ts";

/** Where the time of an order goes, in the order in which it goes by. */
export type Stage = "read" | "wait" | "open" | "encode" | "server" | "score" | "framework" | "move";

/** An order that came on the page, by all that is known of it. */
export interface SpeedSample {
  readonly order: OrderTiming;
  /** What the worker says of it; null if that was a worker before. */
  readonly ranking: RankingTiming | null;
  /** In ms; they add up to the order's `totalMs`. */
  readonly stages: Readonly<Record<Stage, number>>;
}

/** Brings together what the page and its worker have noted, the oldest first. */
export function speedSamples({ orders, rankings }: SpeedReport): SpeedSample[] {
  const byId = new Map(rankings.map((ranking) => [ranking.rankingId, ranking]));
  return orders.map((order) => {
    const ranking = byId.get(order.rankingId) ?? null;
    return { order, ranking, stages: stagesOf(order, ranking) };
  });
}

function stagesOf(
  { readMs, answerMs, frameworkMs, moveMs }: OrderTiming,
  ranking: RankingTiming | null,
): SpeedSample["stages"] {
  const { totalMs, openMs, encodeMs, serverMs } = ranking ?? {
    totalMs: 0,
    openMs: 0,
    encodeMs: 0,
    serverMs: 0,
  };
  return {
    read: readMs,
    wait: answerMs - totalMs,
    open: openMs,
    encode: encodeMs,
    server: serverMs,
    score: totalMs - openMs - encodeMs - serverMs,
    framework: frameworkMs,
    move: moveMs,
  };
}

/**
 * The value that a share of all values do not pass.
 *
 * @param values At least one.
 * @param share In (0, 1].
 */
export function quantileOf(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1];
}
