import { setTimeout as pause } from "node:timers/promises";
import { randomKey } from "../../../src/server/server-fixture.ts";
import { fileOf, replayedReport } from "../replayed-reports.ts";
import { ask, reportQuestion } from "./ask.ts";
import type { Answer } from "./ask.ts";
import type { Proxy } from "./start-caddy.ts";

/** Visitors who send one report after the other through a proxy, each again, under its key, until it is taken. */
export interface Senders {
  /** Keys. */
  readonly acknowledged: readonly string[];
  /** By status; 0 where none came. */
  readonly answers: ReadonlyMap<number, number>;
  /** When, in seconds since the senders began, what was not taken was answered, and how. */
  readonly refused: readonly { readonly seconds: number; readonly status: number; readonly body: string }[];
  /** Answers so far that were none of a report taken. */
  readonly refusals: () => number;
  /** From the first refusal after the last stretch without any of so long, to the last one; null if there was none. */
  readonly lastRefusalSeconds: () => number | null;
  /** Every report under way is answered first. */
  readonly stop: () => Promise<void>;
}

const SENDERS = 8;
const PAUSE_MS = 10;
const REFUSED_PAUSE_MS = 50;
const TAKEN = new Set([200, 202]);
const APART_MS = 5_000;

/** @see Senders */
export function startSenders(proxy: Proxy, ended: AbortSignal): Senders {
  const file = fileOf(replayedReport(0));
  const acknowledged: string[] = [];
  const answers = new Map<number, number>();
  const beganMs = performance.now();
  const refusedAnswers: { seconds: number; status: number; body: string }[] = [];
  let stretch: { readonly firstMs: number; lastMs: number } | null = null;
  const stopping = new AbortController();
  const stopped = AbortSignal.any([stopping.signal, ended]);
  const refused = ({ status, body }: Answer): void => {
    const now = performance.now();
    refusedAnswers.push({ seconds: (now - beganMs) / 1_000, status, body: body.toString() });
    if (stretch === null || now - stretch.lastMs > APART_MS) stretch = { firstMs: now, lastMs: now };
    else stretch.lastMs = now;
  };
  const send = async (sender: number): Promise<void> => {
    while (!stopped.aborted) {
      const question = { key: randomKey(), from: `127.0.${sender + 1}.1` };
      for (let isTaken = false; !isTaken && !ended.aborted;) {
        const answer = await ask(proxy, reportQuestion(file, question));
        const { status } = answer;
        answers.set(status, (answers.get(status) ?? 0) + 1);
        isTaken = TAKEN.has(status);
        if (isTaken) acknowledged.push(question.key);
        else refused(answer);
        await pause(isTaken ? PAUSE_MS : REFUSED_PAUSE_MS);
      }
    }
  };
  const all = Array.from({ length: SENDERS }, (_, sender) => send(sender));
  return {
    acknowledged,
    answers,
    refused: refusedAnswers,
    refusals: () => refusedAnswers.length,
    lastRefusalSeconds: () => (stretch === null ? null : (stretch.lastMs - stretch.firstMs) / 1_000),
    async stop() {
      stopping.abort();
      await Promise.all(all);
    },
  };
}
