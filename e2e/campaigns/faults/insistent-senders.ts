import { setTimeout as pause } from "node:timers/promises";

/** Devices that send one report after the other, each again, until somebody has taken it. */
export interface InsistentSenders {
  /** By status; 0 where none came. */
  readonly answers: ReadonlyMap<number, number>;
  /** Every report under way is answered first. */
  stop(): Promise<void>;
}

/** Sends one report, for the n-th time from 0; settles with the status of its answer, 0 for none. */
export type SendReport = (attempt: number) => Promise<number>;

export const SENDERS = 8;
/** Between two reports of a sender: the faults are to be seen, and not how fast a server is. */
const PAUSE_MS = 10;
const REFUSED_PAUSE_MS = 50;
const TAKEN = new Set([200, 202]);
/** Of a report against a head that is no longer the newest: its sender makes another one. */
export const STALE = 409;

export function isTaken(status: number): boolean {
  return TAKEN.has(status);
}

/**
 * @param newReport Makes the next report of a sender, from 0 on.
 * @param ended     Aborted when all is over, however it ended.
 */
export function startInsistentSenders(
  newReport: (sender: number) => SendReport,
  ended: AbortSignal,
): InsistentSenders {
  const answers = new Map<number, number>();
  const stopping = new AbortController();
  const stopped = AbortSignal.any([stopping.signal, ended]);
  const send = async (sender: number): Promise<void> => {
    while (!stopped.aborted) {
      const sendReport = newReport(sender);
      for (let attempt = 0; ; attempt++) {
        const status = await sendReport(attempt);
        answers.set(status, (answers.get(status) ?? 0) + 1);
        if (isTaken(status) || status === STALE) break;
        if (stopped.aborted && attempt > 0) return;
        await pause(REFUSED_PAUSE_MS);
      }
      await pause(PAUSE_MS);
    }
  };
  const all = Array.from({ length: SENDERS }, (_, sender) => send(sender));
  return {
    answers,
    async stop() {
      stopping.abort();
      await Promise.all(all);
    },
  };
}
