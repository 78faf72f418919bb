import { setTimeout as pause } from "node:timers/promises";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { deltaFile, randomKey } from "../../../src/server/server-fixture.ts";

/** Senders that go on whatever happens: each sends a report again, under its key, until somebody has taken it. */
export interface FaultLoad {
  /** Keys of reports that a node has said it has, with the version of the head that each was made against. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** By status; 0 where none came. */
  readonly answers: ReadonlyMap<number, number>;
  readonly longestAnswerMs: () => number;
  /**
   * Waits until every node has taken a report that was sent after now.
   *
   * @returns How long that took; `limitMs` or more if it did not come to that.
   */
  untilAllTake(limitMs: number): Promise<number>;
  /** Every report under way is answered first. */
  stop(): Promise<void>;
}

const SENDERS = 8;
/** Between two reports of a sender: the faults are to be seen, and not how fast a node is. */
const PAUSE_MS = 10;
const REFUSED_PAUSE_MS = 50;
/** Longer than any answer may take. */
const ANSWER_LIMIT_MS = 60_000;
const GONE = new Set([200, 202]);
const STALE = 409;

export interface LoadOptions {
  /** Where the nodes listen; may change. */
  readonly ports: () => readonly number[];
  /** Aborted when the scenario is over, however it ended. */
  readonly ended: AbortSignal;
}

/** @see FaultLoad */
export function startLoad({ ports, ended }: LoadOptions): FaultLoad {
  let head = { version: 0, body: bodyAgainst(0) };
  const acknowledged = new Map<string, number>();
  const answers = new Map<number, number>();
  /** By the place of a node: when the last report that it took was sent. */
  const lastTakenMs: number[] = [];
  let longestMs = 0;
  const stopping = new AbortController();
  const stopped = AbortSignal.any([stopping.signal, ended]);

  const sendOnce = async (
    node: number,
    { key, body }: { readonly key: string; readonly body: Uint8Array<ArrayBuffer> },
  ): Promise<number> => {
    const sentMs = performance.now();
    const status = await fetch(`http://127.0.0.1:${ports()[node]}/v1/deltas`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", "idempotency-key": key },
      body,
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    longestMs = Math.max(longestMs, performance.now() - sentMs);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (GONE.has(status)) lastTakenMs[node] = Math.max(lastTakenMs[node] ?? 0, sentMs);
    return status;
  };
  /** There is a new head: whoever has a report against the one before makes another one. */
  const lookAgain = async (node: number): Promise<void> => {
    const version = await versionAt(ports()[node]).catch(() => null);
    if (version !== null) head = { version, body: bodyAgainst(version) };
  };
  const send = async (sender: number): Promise<void> => {
    while (!stopped.aborted) {
      // The same bytes under its key every time: against another head it would be another report.
      const key = randomKey();
      const { version, body } = head;
      for (let attempt = 0; ; attempt++) {
        // The first try is the sender's own node's; then the others', as behind a proxy.
        const status = await sendOnce((sender + attempt) % ports().length, { key, body });
        if (GONE.has(status)) acknowledged.set(key, version);
        if (status === STALE) await lookAgain(sender % ports().length);
        if (GONE.has(status) || status === STALE) break;
        if (stopped.aborted && attempt > 0) return;
        await pause(REFUSED_PAUSE_MS);
      }
      await pause(PAUSE_MS);
    }
  };
  const senders = Array.from({ length: SENDERS }, (_, sender) => send(sender));
  return {
    acknowledged,
    answers,
    longestAnswerMs: () => longestMs,
    async untilAllTake(limitMs) {
      const sinceMs = performance.now();
      const hasTaken = (_: number, node: number): boolean => (lastTakenMs[node] ?? 0) > sinceMs;
      while (!ports().every(hasTaken) && performance.now() < sinceMs + limitMs) await pause(PAUSE_MS);
      return performance.now() - sinceMs;
    },
    async stop() {
      stopping.abort();
      await Promise.all(senders);
    },
  };
}

function bodyAgainst(baseVersion: number): Uint8Array<ArrayBuffer> {
  const step = Array.from({ length: FEATURE_COUNT }, () => 0.01);
  return deltaFile(step, { layout: FEATURE_LAYOUT, baseVersion });
}

async function versionAt(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/manifest`, {
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  const { manifest } = (await answer.json()) as { manifest: { signed: string } }; // our own server's
  return (JSON.parse(manifest.signed) as { version: number }).version;
}
