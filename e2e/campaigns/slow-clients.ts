import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { buildServer } from "../../src/server/built-server-fixture.ts";
import type { Tally } from "./attack.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";
import { defineCampaign, type OptionValues } from "./define-campaign.ts";
import { endNode } from "./faults/fault-nodes.ts";
import { HOSTILE_SENDERS } from "./hostile-senders.ts";
import { usageOf } from "./process-usage.ts";
import { fileOf, replayedReport } from "./replayed-reports.ts";
import { sendLoad } from "./send-load.ts";
import type { LoadResult } from "./send-load.ts";

const QUIET_SECONDS = 5;
const GOOD_CONNECTIONS = 8;
const GOOD_REQUESTS_PER_SECOND = 100;
const SAMPLE_MS = 200;
/** What a thousand sockets and their half requests may take; what was sent at them is a thousand times as much. */
const MOST_GROWTH_BYTES = 160 * 1024 ** 2;
const GOOD_P99_MS = 50;

const OPTIONS = {
  seconds: { tells: "time under attack", least: 1, standard: 60 },
  share: { tells: "percent of the 1,174 hostile connections", least: 1, standard: 100 },
  only: { tells: "those kinds of senders alone whose name has TEXT in it", word: "TEXT" },
  profile: {
    tells: "writes a CPU profile of the server there, for the developer tools of a browser",
    word: "DIR",
  },
} as const;

/** Senders that are slow, huge, or gone, beside visitors who behave. */
export const SLOW_CLIENTS: Campaign = defineCampaign({
  shows:
    "1,000 slow senders, huge and compressed bodies, half-open sockets: what they are answered, memory, and good requests beside them",
  takes: "2 min",
  options: OPTIONS,
  run: runSlowClients,
});

async function runSlowClients(
  { seconds, share: percent, only, profile }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const share = percent / 100;
  progress("building the server", 0);
  const server = await buildServer();
  const senders = await buildServer("e2e/campaigns/hostile-process.ts");
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-slow-"));
  try {
    const child = await server.startChild({ DATA_DIR: folder }, profileOptions(profile));
    const { port } = child;
    const pid = child.process.pid!; // it has said that it listens
    const good = (duration: number): Promise<LoadResult> =>
      sendLoad({
        port,
        body: fileOf(replayedReport(0)),
        connections: GOOD_CONNECTIONS,
        seconds: duration,
        requestsPerSecond: GOOD_REQUESTS_PER_SECOND,
      });
    const alone = await good(QUIET_SECONDS);
    const rssBefore = usageOf(pid)?.rssBytes ?? null;
    let rssMost = rssBefore;
    const sampling = setInterval(() => {
      const now = usageOf(pid)?.rssBytes ?? null;
      if (now !== null && rssMost !== null) rssMost = Math.max(rssMost, now);
    }, SAMPLE_MS);
    progress("under attack", 0);
    const cpuBefore = usageOf(pid)?.cpuSeconds ?? Number.NaN;
    const attacking = senders.run([JSON.stringify({ port, seconds, share, only })], {});
    const said = Promise.all([text(attacking.stdout!), text(attacking.stderr!)]);
    const beside = await good(seconds);
    const cpuSeconds = (usageOf(pid)?.cpuSeconds ?? Number.NaN) - cpuBefore;
    progress("waiting for the last connections", 0);
    const [tallies, problems] = await said;
    if (tallies === "") throw new Error(`The hostile senders ended before their time: ${problems}`);
    const after = await good(QUIET_SECONDS);
    clearInterval(sampling);
    const rssAfter = usageOf(pid)?.rssBytes ?? null;
    const { exitCode, signalCode } = child.process;
    const isAlive = exitCode === null && signalCode === null;
    await endNode(child);
    return outcomeOf(JSON.parse(tallies) as Record<string, Tally>, {
      options: { seconds, share, only },
      good: { alone, beside, after },
      cpuSeconds,
      rss: { before: rssBefore, most: rssMost, after: rssAfter },
      isAlive,
    });
  } finally {
    senders.remove();
    server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function profileOptions(folder: string): string[] {
  if (folder === "") return [];
  mkdirSync(folder, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${resolve(folder)}`, "--cpu-prof-name=slow-clients.cpuprofile"];
}

interface SlowFigures {
  readonly options: Readonly<Record<string, number | string>>;
  readonly good: Readonly<Record<"alone" | "beside" | "after", LoadResult>>;
  readonly rss: Readonly<Record<"before" | "most" | "after", number | null>>;
  /** Of the server's process, under attack. */
  readonly cpuSeconds: number;
  readonly isAlive: boolean;
}

function outcomeOf(tallies: Readonly<Record<string, Tally>>, figures: SlowFigures): CampaignOutcome {
  const lines: string[] = [];
  let wrong = 0;
  for (const { name, expected } of HOSTILE_SENDERS) {
    const tally = tallies[name];
    if (tally === undefined) continue; // --only others
    const unexpected = Object.entries(tally.answers).filter(([status]) => !expected.includes(Number(status)));
    wrong += tally.held + unexpected.reduce((sum, [, times]) => sum + times, 0);
    const answers = Object.entries(tally.answers).map(([status, times]) => `${times} × ${status}`);
    lines.push(
      `${name}: ${answers.join(", ")}; ended after ${tally.longestSeconds.toFixed(1)} s at most` +
        `, ${(tally.mostBytesTaken / 1_000).toLocaleString("en", { maximumFractionDigits: 0 })} KB taken` +
        (tally.held > 0 ? `, ${tally.held} NEVER ENDED` : ""),
    );
  }
  const { good, rss } = figures;
  const growth = rss.before === null || rss.most === null ? null : rss.most - rss.before;
  const inMegabytes = (bytes: number | null): string =>
    bytes === null ? "unknown" : `${Math.round(bytes / 1024 ** 2)} MB`;
  lines.push(
    `memory: ${inMegabytes(rss.before)} before, ${inMegabytes(rss.most)} at most, ${inMegabytes(rss.after)} after; ${figures.cpuSeconds.toFixed(1)} s of CPU in ${figures.options["seconds"]} s under attack`,
    `good requests: p99 ${good.alone.p99Ms} ms alone, ${good.beside.p99Ms} ms beside (target ${GOOD_P99_MS} ms on a quiet machine), ` +
      `${good.after.p99Ms} ms after; ${good.beside.accepted} taken, ${good.beside.failed} not`,
  );
  const failed = good.alone.failed + good.beside.failed + good.after.failed;
  const isMemoryBounded = growth === null || growth <= MOST_GROWTH_BYTES;
  return {
    hasHeld: wrong === 0 && failed === 0 && isMemoryBounded && figures.isAlive,
    lines,
    figures: { ...figures, growthBytes: growth, senders: tallies, wrongAnswers: wrong },
  };
}
