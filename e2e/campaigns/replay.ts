import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../../src/base/random.ts";
import { buildServer } from "../../src/server/built-server-fixture.ts";
import type { BuiltServer } from "../../src/server/built-server-fixture.ts";
import { openLibsqlDatabase } from "../../src/server/sql/libsql-database.ts";
import { openPostgresDatabase } from "../../src/server/sql/postgres-database.ts";
import { startPostgres } from "../../src/server/sql/postgres-fixture.ts";
import { bytes, count, text } from "../../src/server/sql/sql-database.ts";
import type { SqlDatabase } from "../../src/server/sql/sql-database.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";
import { defineCampaign, type OptionValues } from "./define-campaign.ts";
import { endNode } from "./faults/fault-nodes.ts";
import { closeConnections, postReport } from "./post-report.ts";
import { fileOf, meanOfAll, replayedReport } from "./replayed-reports.ts";
import { shuffledCopies } from "./shuffled-copies.ts";

const SENDERS = 96;
const ROUND_WAIT_MS = 120_000;
const LOOK_AGAIN_MS = 250;

const PLACES = ["libsql", "postgres"] as const;

const OPTIONS = {
  reports: { tells: "reports", least: 1, standard: 100_000 },
  copies: { tells: "times that each is sent", least: 1, standard: 10 },
  on: { tells: "places, one after the other", names: PLACES },
  seed: { tells: "another order", least: 0, standard: 1 },
} as const;

interface ReplayPlan {
  readonly reports: number;
  readonly copies: number;
  readonly seed: number;
}

/** Where a replay goes. */
interface Place {
  readonly servers: number;
  readonly environment: Readonly<Record<string, string>>;
  open(): SqlDatabase;
}

interface ReplayResult {
  readonly servers: number;
  readonly sent: number;
  /** Answers by status; 0 where none came. */
  readonly answers: Readonly<Record<string, number>>;
  /** Reports that were not accepted exactly once. */
  readonly miscounted: number;
  /** What the round says. */
  readonly reports: number;
  readonly ledgerEntries: number;
  readonly isMeanExact: boolean;
  readonly seconds: number;
}

/** Every report many times, in another order, over several servers: each counts once. */
export const REPLAY: Campaign = defineCampaign({
  shows:
    "reports that come ten times, in any order, on three servers of one PostgreSQL, and on libsql: each counts once, sums are exact",
  takes: "10 min",
  options: OPTIONS,
  run: runReplay,
});

async function runReplay(
  { on, ...plan }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  progress("building the server", 0);
  const server = await buildServer();
  const postgres = on.includes("postgres") ? await startPostgres() : null;
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-replay-"));
  try {
    // A folder for each: a server that finds the other's mark beside its own database takes it for one that was put back, and drops the round.
    const folderOf = (name: string): string => mkdtempSync(join(folder, name));
    const places: Record<string, Place> = {};
    if (on.includes("libsql")) {
      const dataDir = folderOf("libsql");
      places["libsql"] = {
        servers: 1,
        environment: { DATA_DIR: dataDir },
        open: () => openLibsqlDatabase(join(dataDir, "personal-rank.sqlite")),
      };
    }
    if (postgres !== null) {
      const url = await postgres.newDatabase();
      places["postgres"] = {
        servers: 3,
        environment: { DATA_DIR: folderOf("postgres"), DATABASE_URL: url },
        open: () => openPostgresDatabase(url),
      };
    }
    const results: Record<string, ReplayResult> = {};
    for (const [name, place] of Object.entries(places)) {
      const report = (share: number): void => progress(`replaying on ${name}`, share);
      results[name] = await replayOn(place, server, plan, report);
    }
    const hasHeld = Object.values(results).every(
      ({ miscounted, reports, ledgerEntries, isMeanExact }) =>
        miscounted === 0 && reports === plan.reports && ledgerEntries === 1 && isMeanExact,
    );
    return {
      hasHeld: hasHeld && Object.keys(results).length > 0,
      lines: Object.entries(results).map(([name, result]) => lineOf(name, result)),
      figures: { options: plan, ...results },
    };
  } finally {
    closeConnections();
    server.remove();
    postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replayOn(
  place: Place,
  server: BuiltServer,
  plan: ReplayPlan,
  onProgress: (share: number) => void,
): Promise<ReplayResult> {
  const environment = {
    ...place.environment,
    COHORT: String(plan.reports),
    MIN_COHORT: String(Math.min(500, plan.reports)),
    NOISE_MULTIPLIER: "0",
  };
  const startedMs = performance.now();
  // The first makes the keys that the others read.
  const children = [await server.startChild(environment)];
  while (children.length < place.servers) children.push(await server.startChild(environment));
  const database = place.open();
  const [open] = await database.all("SELECT salt FROM round WHERE id = ?", [0]);
  const salt = bytes(open, "salt");
  const answers: Record<string, number> = {};
  const accepted = new Uint8Array(plan.reports);
  const order = shuffledCopies(plan.reports, plan.copies, seededRandom(plan.seed));
  const random = seededRandom(plan.seed + 1);
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < order.length) {
      const index = order[next++];
      const report = replayedReport(index);
      const message = { key: report.key, localAddress: report.localAddress, file: fileOf(report) };
      for (let isAnswered = false; !isAnswered;) {
        const { port } = children[Math.floor(random() * children.length)];
        const status = await postReport({ port, ...message });
        answers[status] = (answers[status] ?? 0) + 1;
        if (status === 202) accepted[index]++;
        isAnswered = status === 200 || status === 202;
        if (!isAnswered) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
      onProgress(next / order.length);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  const seconds = (performance.now() - startedMs) / 1_000;
  const round = await closedRound(database, plan.reports);
  await Promise.all(children.map((child) => endNode(child)));
  const expected = meanOfAll(plan.reports, salt);
  const result = {
    servers: place.servers,
    sent: order.length,
    answers,
    miscounted: accepted.filter((times) => times !== 1).length,
    reports: round.reports,
    ledgerEntries: (await database.all("SELECT round_id FROM ledger", [])).length,
    isMeanExact: Buffer.from(round.mean).equals(Buffer.from(expected.buffer)),
    seconds,
  };
  await database.close();
  return result;
}

/** The first round, once any server has summed it. */
async function closedRound(
  database: SqlDatabase,
  reports: number,
): Promise<{ readonly reports: number; readonly mean: Uint8Array }> {
  const lastMs = performance.now() + ROUND_WAIT_MS;
  for (;;) {
    const [row] = await database.all("SELECT state, reports, mean FROM round WHERE id = ?", [0]);
    if (row["mean"] !== null) return { reports: count(row, "reports"), mean: bytes(row, "mean") };
    if (performance.now() > lastMs)
      throw new Error(
        `The round of ${reports} reports must be summed ${ROUND_WAIT_MS / 1_000} s after the last: it is ${text(row, "state")}`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function lineOf(name: string, result: ReplayResult): string {
  const answers = Object.entries(result.answers)
    .map(([status, times]) => `${times.toLocaleString("en")} with ${status}`)
    .join(", ");
  return (
    `${name}, ${result.servers} server${result.servers === 1 ? "" : "s"}: ${result.sent.toLocaleString("en")} sent in ${Math.round(result.seconds)} s, ` +
    `answered ${answers}; ${result.reports.toLocaleString("en")} counted, ${result.miscounted} not exactly once; ` +
    `the mean is ${result.isMeanExact ? "the same to the last bit" : "NOT the one of every report once"}`
  );
}
