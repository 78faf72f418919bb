import { setTimeout as pause } from "node:timers/promises";
import { randomBytes, type Random } from "../../../src/base/random.ts";
import { splitReport } from "../../../src/federation/split-report.ts";
import { encodeSplitShare, splitReportId } from "../../../src/federation/split-share.ts";
import { SPLIT_ZERO, splitUnits } from "../../../src/federation/split-units.ts";
import { FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../../../src/learning/split-coordinates.ts";

/** Where the two servers listen. */
export interface SplitPorts {
  readonly helper: number;
  readonly leader: number;
}

/** Devices that go on whatever happens: each sends both shares of a report, the same bytes again until both servers have taken them. */
export interface SplitLoad {
  /** What each report says, whole units around 0, by its id: all that were made. */
  readonly made: ReadonlyMap<string, readonly number[]>;
  /** Ids of the reports that both servers have said they have. */
  readonly acknowledged: ReadonlySet<string>;
  /** Shares that were taken as new though the same server had taken them before. */
  readonly takenTwice: () => number;
  /** Rejects if a good share is refused, or not taken for long. */
  readonly failed: Promise<never>;
  /** Every report under way is brought to its end. */
  stop(): Promise<void>;
}

/** In which a share is taken, or a round closed, whatever is killed meanwhile. */
export const SETTLE_LIMIT_MS = 120_000;

const SENDERS = 4;
/** Between two reports of a sender: the servers are to be killed in all they do, and not to fall behind. */
const PAUSE_MS = 100;
const REFUSED_PAUSE_MS = 30;
const ANSWER_LIMIT_MS = 20_000;
/** Of the reports, those that come once more, as if an answer had been lost. */
const SENT_AGAIN = 0.25;
const CLIP_NORM = 1;

/** @param ended Aborted when the campaign is over, however it ended. */
export function startSplitLoad(
  ports: SplitPorts,
  { random, ended }: { readonly random: Random; readonly ended: AbortSignal },
): SplitLoad {
  const coordinates = splitCoordinates();
  const terms = {
    layout: FEATURE_LAYOUT,
    clipNorm: CLIP_NORM,
    coordinates: SPLIT_COORDINATES_VERSION,
    dimensions: coordinates.length,
  };
  const made = new Map<string, readonly number[]>();
  const acknowledged = new Set<string>();
  let takenTwice = 0;
  const stopping = new AbortController();

  /** @returns 202 for a new one, 200 for one that the server has. */
  const untilTaken = async (port: number, body: Uint8Array<ArrayBuffer>): Promise<number> => {
    const startedMs = performance.now();
    for (;;) {
      ended.throwIfAborted();
      const status = await fetch(`http://127.0.0.1:${port}/v1/shares`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body,
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      }).then(
        async (answer) => {
          await answer.text();
          return answer.status;
        },
        () => 0, // killed
      );
      if (status === 200 || status === 202) return status;
      if (status !== 0 && status !== 503) throw new Error(`A good share was answered ${status}`);
      if (performance.now() - startedMs > SETTLE_LIMIT_MS)
        throw new Error(`A good share was not taken in ${SETTLE_LIMIT_MS / 1_000} s: answered ${status}`);
      await pause(REFUSED_PAUSE_MS);
    }
  };
  const sendOne = async (): Promise<void> => {
    const step = Float32Array.from(coordinates, () => random() - 0.4);
    const numbers = splitUnits(step, { clipNorm: CLIP_NORM, random });
    const report = await splitReport(numbers, randomBytes(random));
    const { nonce, publicShare, leaderShare, helperShare } = report;
    const both = { nonce, publicShare, baseVersion: 0 };
    const shares: [number, Uint8Array<ArrayBuffer>][] = [
      [ports.helper, encodeSplitShare({ ...both, role: "helper", share: helperShare }, terms)],
      [ports.leader, encodeSplitShare({ ...both, role: "leader", share: leaderShare }, terms)],
    ];
    const id = splitReportId(report);
    made.set(
      id,
      numbers.map((value) => value - SPLIT_ZERO),
    );
    for (const [port, share] of shares) await untilTaken(port, share);
    acknowledged.add(id);
    if (random() >= SENT_AGAIN) return;
    for (const [port, share] of shares) if ((await untilTaken(port, share)) === 202) takenTwice++;
  };
  const send = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sendOne();
      await pause(random() * 2 * PAUSE_MS);
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, send));
  const failed = new Promise<never>((_, reject) => senders.catch(reject));
  failed.catch(() => undefined); // told to whoever stops it
  return {
    failed,
    made,
    acknowledged,
    takenTwice: () => takenTwice,
    async stop() {
      stopping.abort();
      await senders;
    },
  };
}
