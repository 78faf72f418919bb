import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { seededRandom } from "../../src/base/random.ts";
import { encodeDelta } from "../../src/federation/delta.ts";
import { quantize } from "../../src/federation/quantize.ts";
import { FEATURE_LAYOUT } from "../../src/learning/feature-layout.ts";
import { buildServer } from "../../src/server/built-server-fixture.ts";
import type { BuiltServer, Child } from "../../src/server/built-server-fixture.ts";
import { startPostgres } from "../../src/server/sql/postgres-fixture.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";
import { defineCampaign, type OptionValues } from "./define-campaign.ts";
import { endNode } from "./faults/fault-nodes.ts";
import { usageOf } from "./process-usage.ts";
import { sendLoad } from "./send-load.ts";
import { spreadOf, spreadText } from "./spread.ts";
import type { Spread } from "./spread.ts";

const CONNECTIONS = 32;
const REPORT_BYTES = 4_096;
const WARM_UP_SECONDS = 2;
/** Rounds that close are work of their own: none does within the time. */
const ENDLESS_COHORT = 1_000_000_000;

const OPTIONS = {
  rounds: { tells: "rounds; each measures every server once, in another order", least: 1, standard: 5 },
  seconds: { tells: "length of one measurement", least: 1, standard: 5 },
  cohort: {
    tells: "reports that close a round, to see what rounds cost beside: with so many none closes",
    least: 1,
    standard: ENDLESS_COHORT,
  },
  profile: {
    tells: "writes a CPU profile of each server there, for the developer tools of a browser",
    word: "DIR",
  },
} as const;

/** One server under load. */
interface Arm {
  readonly name: string;
  readonly child: Child;
}

interface Measurement {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server's process; null where there is no /proc. */
  readonly cpuMicrosecondsPerRequest: number | null;
  readonly failed: number;
}

/** How many reports a server takes in a second, beside a server that does nothing with them. */
export const INGEST: Campaign = defineCampaign({
  shows: "durable reports a second on libsql and PostgreSQL, beside Fastify alone",
  takes: "2 min",
  options: OPTIONS,
  run: runIngest,
});

async function runIngest(
  { rounds, seconds, cohort, profile }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const { file, dimensions } = reportOf(REPORT_BYTES);
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-ingest-"));
  progress("building the servers", 0);
  const [bare, server] = await Promise.all(
    ["bare-server.ts", "ingest-server.ts"].map((name) => buildServer(`e2e/campaigns/${name}`)),
  );
  const postgres = await startPostgres();
  try {
    const environment = { DATA_DIR: folder, DIMENSIONS: String(dimensions), COHORT: String(cohort) };
    const start = async (
      name: string,
      built: BuiltServer,
      more: Readonly<Record<string, string>> = {},
    ): Promise<Arm> => ({
      name,
      child: await built.startChild({ ...environment, ...more }, profileOptions(profile, name)),
    });
    const arms = [await start("bare", bare), await start("libsql", server)];
    if (postgres !== null)
      arms.push(await start("postgres", server, { DATABASE_URL: await postgres.newDatabase() }));
    const measured = new Map<string, Measurement[]>(arms.map(({ name }) => [name, []]));
    for (const arm of arms) await measure(arm, file, WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round++) {
      // Another one is first each time: what the machine does beside, and what the disk has to do, falls on all.
      for (let at = 0; at < arms.length; at++) {
        const arm = arms[(round + at) % arms.length];
        progress("measuring", (round * arms.length + at) / (rounds * arms.length));
        measured.get(arm.name)!.push(await measure(arm, file, seconds)); // every arm has a list
      }
    }
    for (const { child } of arms) await endNode(child);
    return outcomeOf(measured, { rounds, seconds, cohort, reportBytes: file.length, dimensions });
  } finally {
    bare.remove();
    server.remove();
    postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ child }: Arm, file: Uint8Array, seconds: number): Promise<Measurement> {
  const pid = child.process.pid!; // it has said that it listens
  const before = usageOf(pid);
  const load = await sendLoad({ port: child.port, body: file, connections: CONNECTIONS, seconds });
  const after = usageOf(pid);
  const { requestsPerSecond, p50Ms, p99Ms, failed, accepted } = load;
  const cpuMicrosecondsPerRequest =
    before === null || after === null ? null : ((after.cpuSeconds - before.cpuSeconds) * 1e6) / accepted;
  return { requestsPerSecond, p50Ms, p99Ms, failed, cpuMicrosecondsPerRequest };
}

function outcomeOf(
  measured: ReadonlyMap<string, readonly Measurement[]>,
  options: Readonly<Record<string, number>>,
): CampaignOutcome {
  const lines: string[] = [];
  const figures: Record<string, unknown> = { options, connections: CONNECTIONS };
  let failed = 0;
  const bare = measured.get("bare")!; // it always runs
  for (const [name, runs] of measured) {
    const of = (key: "requestsPerSecond" | "p50Ms" | "p99Ms" | "cpuMicrosecondsPerRequest"): Spread =>
      spreadOf(runs.map((run) => run[key] ?? Number.NaN));
    const summary = {
      requestsPerSecond: of("requestsPerSecond"),
      p50Ms: of("p50Ms"),
      p99Ms: of("p99Ms"),
      cpuMicrosecondsPerRequest: of("cpuMicrosecondsPerRequest"),
      // Of the two measurements in one round, which the same machine made within seconds.
      shareOfBare: spreadOf(runs.map((run, at) => run.requestsPerSecond / bare[at].requestsPerSecond)),
    };
    failed += runs.reduce((sum, run) => sum + run.failed, 0);
    figures[name] = { ...summary, runs };
    lines.push(
      `${name}: ${spreadText(summary.requestsPerSecond)} req/s, p99 ${spreadText(summary.p99Ms)} ms, ` +
        `${spreadText(summary.cpuMicrosecondsPerRequest)} µs CPU a request, ${spreadText(summary.shareOfBare, 2)} of bare`,
    );
  }
  lines.push(`${failed} requests without a 202`);
  return { hasHeld: failed === 0, lines, figures: { ...figures, failed } };
}

/** A report of about so many bytes: its header is what it is, the weights are the rest. */
function reportOf(bytes: number): { file: Uint8Array<ArrayBuffer>; dimensions: number } {
  const random = seededRandom(1);
  const encode = (dimensions: number): Uint8Array<ArrayBuffer> => {
    const vector = Float32Array.from({ length: dimensions }, () => (random() - 0.5) / Math.sqrt(dimensions));
    return encodeDelta({ ...quantize(vector, random), baseVersion: 0, clipNorm: 1, layout: FEATURE_LAYOUT });
  };
  const dimensions = bytes - (encode(1_000).length - 1_000);
  return { file: encode(dimensions), dimensions };
}

function profileOptions(folder: string, name: string): string[] {
  if (folder === "") return [];
  mkdirSync(folder, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${resolve(folder)}`, `--cpu-prof-name=${name}.cpuprofile`];
}
