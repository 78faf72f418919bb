import { randomKey } from "../../../src/server/server-fixture.ts";
import { isTaken, startInsistentSenders, type InsistentSenders } from "../faults/insistent-senders.ts";
import { fileOf, replayedReport } from "../replayed-reports.ts";
import { ask, reportQuestion } from "./ask.ts";
import type { Proxy } from "./start-caddy.ts";

/** Visitors who send one report after the other through a proxy, each again, under its key, until it is taken. */
export interface Senders extends InsistentSenders {
  /** Keys. */
  readonly acknowledged: readonly string[];
  /** What was not taken, oldest first. */
  readonly refused: readonly Refusal[];
  /** Senders of whom a report was taken that was sent then or later. @param sinceMs By `performance.now`. */
  readonly takenOf: (sinceMs: number) => number;
}

interface Refusal {
  /** When it was answered, by `performance.now`. */
  readonly atMs: number;
  readonly status: number;
  readonly body: string;
}

/** @see Senders */
export function startSenders(proxy: Proxy, ended: AbortSignal): Senders {
  const file = fileOf(replayedReport(0));
  const acknowledged: string[] = [];
  const refused: Refusal[] = [];
  /** By sender: when the last report of its that was taken was sent. */
  const lastTakenMs: number[] = [];
  const senders = startInsistentSenders((sender) => {
    const key = randomKey();
    return async () => {
      const sentMs = performance.now();
      const { status, body } = await ask(proxy, reportQuestion(file, { key, from: `127.0.${sender + 1}.1` }));
      if (isTaken(status)) {
        acknowledged.push(key);
        lastTakenMs[sender] = sentMs;
      } else refused.push({ atMs: performance.now(), status, body: body.toString() });
      return status;
    };
  }, ended);
  return {
    ...senders,
    acknowledged,
    refused,
    takenOf: (sinceMs) => lastTakenMs.filter((sentMs) => sentMs >= sinceMs).length,
  };
}
