import { FEATURE_COUNT, FEATURE_LAYOUT, PREVIOUS_LAYOUT } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import { runServer } from "./run-server.ts";

const HELP = `The sync server of personal-rank: takes weight deltas, averages them, serves the global head.

Environment
  PORT          where browsers send to (default 8787)
  METRICS_PORT  where Prometheus reads /metrics (default PORT + 1)
  DATA_DIR      folder of the database, made if missing (default ./data)
`;

/** Reads the environment, starts the server, stops it on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(HELP);
    return;
  }
  if (process.env["DATABASE_URL"] !== undefined) {
    throw new Error("DATABASE_URL is set, but this version stores in DATA_DIR only; unset DATABASE_URL");
  }
  const port = portFrom("PORT", 8787);
  const server = await runServer({
    port,
    // Port 0 asks for any free one; so does the metrics port then.
    metricsPort: portFrom("METRICS_PORT", port === 0 ? 0 : port + 1),
    dataDir: process.env["DATA_DIR"] ?? "data",
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
    initialWeights: initialHead(),
    continuesLayout: PREVIOUS_LAYOUT,
  });
  process.stdout.write(
    `personal-rank server: http://localhost:${server.port}/v1 (metrics on port ${server.metricsPort})\n`,
  );
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1); // a second signal means now
    isStopping = true;
    server.close().then(() => process.exit(0), fail);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
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
