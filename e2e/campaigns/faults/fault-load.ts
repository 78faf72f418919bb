import { setTimeout as pause } from "node:timers/promises";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { deltaFile, randomKey } from "../../../src/server/server-fixture.ts";
import { type InsistentSenders, isTaken, STALE, startInsistentSenders } from "./insistent-senders.ts";

/** Senders that go on whatever happens: each sends a report again, under its key, until some node has taken it. */
export interface FaultLoad extends InsistentSenders {
  /** Keys of reports that a node has said it has, with the version of the head that each was made against. */
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly longestAnswerMs: () => number;
  /**
   * Waits until every node has taken a report that was sent after now.
   *
   * @returns How long that took; `limitMs` or more if it did not come to that.
   */
  untilAllTake(limitMs: number): Promise<number>;
}

const LOOK_AGAIN_MS = 10;
/** Longer than any answer may take. */
const ANSWER_LIMIT_MS = 60_000;

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
  /** By the place of a node: when the last report that it took was sent. */
  const lastTakenMs: number[] = [];
  let longestMs = 0;

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
    if (isTaken(status)) lastTakenMs[node] = Math.max(lastTakenMs[node] ?? 0, sentMs);
    return status;
  };
  /** There is a new head: whoever has a report against the one before makes another one. */
  const lookAgain = async (node: number): Promise<void> => {
    const version = await versionAt(ports()[node]).catch(() => null);
    if (version !== null) head = { version, body: bodyAgainst(version) };
  };
  const senders = startInsistentSenders((sender) => {
    // The same bytes under its key every time: against another head it would be another report.
    const key = randomKey();
    const { version, body } = head;
    return async (attempt) => {
      // The first try is the sender's own node's; then the others', as behind a proxy.
      const status = await sendOnce((sender + attempt) % ports().length, { key, body });
      if (isTaken(status)) acknowledged.set(key, version);
      if (status === STALE) await lookAgain(sender % ports().length);
      return status;
    };
  }, ended);
  return {
    ...senders,
    acknowledged,
    longestAnswerMs: () => longestMs,
    async untilAllTake(limitMs) {
      const sinceMs = performance.now();
      const hasTaken = (_: number, node: number): boolean => (lastTakenMs[node] ?? 0) > sinceMs;
      while (!ports().every(hasTaken) && performance.now() < sinceMs + limitMs) await pause(LOOK_AGAIN_MS);
      return performance.now() - sinceMs;
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
