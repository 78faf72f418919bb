import { userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT, PREVIOUS_LAYOUT } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../learning/split-coordinates.ts";
import { STEP_RATE, stepScale } from "../learning/step-scale.ts";
import { readSecret } from "./access/read-secret.ts";
import { runKeyCommand } from "./keys/key-commands.ts";
import { DAY_MS } from "./day-ms.ts";
import { KEY_FOLDER, openStore } from "./open-store.ts";
import {
  isRecoveryCommand,
  RECOVERY_COMMANDS_HELP,
  runRecoveryCommand,
} from "./recovery/recovery-commands.ts";
import { roundPolicyFrom } from "./round-policy-from.ts";
import { COMMANDS_HELP, runCommand } from "./run-command.ts";
import { runServer } from "./run-server.ts";
import { MOST_SUMMED } from "./split/helper-messages.ts";
import { runHelper } from "./split/run-helper.ts";
import type { RunHelperOptions } from "./split/run-helper.ts";
import { splitFrom } from "./split/split-from.ts";
import { DEFAULT_POLICY } from "./whole-policy.ts";

const HELP = `The sync server of personal-rank: takes weight deltas, averages them, serves the global head.

Environment
  PORT          where browsers send to (default 8787)
  METRICS_PORT  where Prometheus reads /metrics and admins review new heads at /admin (default PORT + 1); keep it off the Internet
  DATA_DIR      folder of the embedded database and of the signing keys, made if missing (default ./data);
                several servers of one database need the same keys
  DATABASE_URL  postgres://user:password@host:port/database: for several servers on one database
  TRUSTED_PROXIES  addresses and networks (10.0.0.0/8, ::1) of the proxies before it, with commas: theirs is the visitor's network in
                X-Forwarded-For. Without it all that comes through a proxy counts as one network

Rounds (the same for every server of one database)
  COHORT            reports that make a round (default ${DEFAULT_POLICY.cohort})
  MIN_COHORT        fewer never make a head (default ${DEFAULT_POLICY.minCohort}, or COHORT if that is less)
  ROUND_DAYS        a round that has lasted this long closes with what it has (default ${DEFAULT_POLICY.maxAgeMs / DAY_MS})
  FILL_DAYS         in which a round is to fill: browsers send as few of the reports that are due as that takes
                    (default: all; at least 0.25, as they hear of it every 4 to 6 hours)
  NOISE_MULTIPLIER  standard deviation of the noise, as a multiple of what one visitor can change (default ${DEFAULT_POLICY.noiseMultiplier})

Two aggregators, so that neither sees a visitor's delta (docs/server.md; off unless one of the first two is there; COHORT is then at most ${MOST_SUMMED})
  SPLIT_HELPER      https://host/v1 of the second one, which somebody else runs: then rounds are split ones
  SPLIT_ROLE        "helper": this server is the second one, and has no rounds, heads or commands
  SPLIT_SECRET      what both know, and nobody else: openssl rand -hex 32

${COMMANDS_HELP}${RECOVERY_COMMANDS_HELP}`;

/** Whoever stops a server kills it some time after: a database that hangs must not be waited for until then. */
const STOP_LIMIT_MS = 10_000;

/** Reads the environment; runs one command, or starts the server and stops it on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(HELP);
    return;
  }
  const command = process.argv.slice(2);
  const dataDir = process.env["DATA_DIR"] ?? "data";
  if (command[0] === "keys") {
    // The machine with the root key has no database.
    const options = { folder: join(dataDir, KEY_FOLDER), nowMs: Date.now() };
    process.stdout.write(runKeyCommand(command.slice(1), options));
    return;
  }
  const databaseUrl = process.env["DATABASE_URL"];
  const place = { dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  const policy = roundPolicyFrom(process.env);
  const storeOptions = {
    ...place,
    ...policy,
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
    initialWeights: initialHead(),
    continuesLayout: PREVIOUS_LAYOUT,
    step: { learningRate: STEP_RATE, scale: stepScale() },
  };
  const constants = { coordinates: splitCoordinates(), coordinatesVersion: SPLIT_COORDINATES_VERSION };
  const noiseMultiplier = policy.noiseMultiplier ?? DEFAULT_POLICY.noiseMultiplier;
  const splitRole = splitFrom(process.env, {
    ...constants,
    noiseMultiplier,
    cohort: policy.cohort ?? DEFAULT_POLICY.cohort,
  });
  if (splitRole?.role === "helper") {
    if (command.length > 0)
      throw new Error(`Cannot run "${command[0]}" as a second aggregator has no rounds: run it at the first`);
    await startHelper({ ...place, ...policy, secrets: splitRole.secrets });
    return;
  }
  if (isRecoveryCommand(command)) {
    process.stdout.write(await runRecoveryCommand(command, { storeOptions, nowMs: Date.now() }));
    return;
  }
  if (command.length > 0) {
    const store = await openStore(storeOptions);
    try {
      const readPassword = (): Promise<string> =>
        readSecret(process.stdin, {
          wanted: "Password, which is not shown: ",
          say: (text) => process.stderr.write(text),
        });
      const options = { store, nowMs: Date.now(), user: userInfo().username, readPassword };
      process.stdout.write(await runCommand(command, options));
    } finally {
      await store.close();
    }
    return;
  }
  const server = await runServer({
    ...portsFrom(),
    pageFolder: fileURLToPath(new URL("../", import.meta.url)), // from dist/server/
    trustedProxies: listFrom(process.env["TRUSTED_PROXIES"]),
    ...storeOptions,
    split: splitRole?.split ?? null,
  });
  const sites = await server.store.access.sites.list();
  process.stdout.write(
    `personal-rank server: http://localhost:${server.port}/v1 (metrics on port ${server.metricsPort})\n` +
      `Review of new heads: http://localhost:${server.metricsPort}/admin\n` +
      (server.rootKey === null
        ? "Its root key is kept elsewhere: pages name that one as data-sync-key\n"
        : `Pages name its root key: data-sync-key="${server.rootKey}"\n`) +
      (sites.length === 0
        ? 'Open: there is no site, so everybody may send reports; "tokens create" makes one (docs/server.md)\n'
        : `Takes reports with a token of ${sites.map(({ name }) => `"${name}"`).join(", ")}\n`) +
      (splitRole === null ? "" : `Split rounds: the second aggregator is ${splitRole.split.terms.helper}\n`),
  );
  stopOnSignals(() => server.close());
}

/** The second of two aggregators. */
async function startHelper(options: Omit<RunHelperOptions, "port" | "metricsPort" | "terms">): Promise<void> {
  const coordinates = splitCoordinates();
  const helper = await runHelper({
    ...options,
    ...portsFrom(),
    terms: {
      layout: FEATURE_LAYOUT,
      clipNorm: DEFAULT_CLIP_NORM,
      coordinates: SPLIT_COORDINATES_VERSION,
      dimensions: coordinates.length,
    },
  });
  process.stdout.write(
    `personal-rank server: http://localhost:${helper.port}/v1 (the second of two aggregators; metrics on port ${helper.metricsPort})\n` +
      "The first one names it as SPLIT_HELPER, by the https address that browsers reach it at\n",
  );
  stopOnSignals(() => helper.close());
}

/** @param close Of all that runs. */
function stopOnSignals(close: () => Promise<void>): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1); // a second signal means now
    isStopping = true;
    const late = new Error(
      `Not all could be closed within ${STOP_LIMIT_MS / 1_000} s; nothing that was acknowledged is lost`,
    );
    setTimeout(fail, STOP_LIMIT_MS, late).unref();
    close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/** "a, b" */
function listFrom(text = ""): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Port 0 asks for any free one; so does the metrics port then. */
function portsFrom(): { readonly port: number; readonly metricsPort: number } {
  const port = portFrom("PORT", 8787);
  return { port, metricsPort: portFrom("METRICS_PORT", port === 0 ? 0 : port + 1) };
}

function portFrom(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return standard;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`${name} must be a port from 0 to 65535: got "${text}"`);
  }
  return port;
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
