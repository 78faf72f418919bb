import { FEATURE_LAYOUT } from "../../src/learning/feature-layout.ts";
import { DEFAULT_GATE_BOUNDS } from "../../src/federation/release-gate.ts";
import { runServer } from "../../src/server/run-server.ts";

/**
 * The sync server for reports of another size: `DIMENSIONS` weights instead of the product's own, everything else as
 * `src/server/server.ts` has it.
 */
async function main(): Promise<void> {
  const { DATA_DIR = "data", DATABASE_URL, DIMENSIONS, COHORT } = process.env;
  const server = await runServer({
    port: 0,
    metricsPort: 0,
    dataDir: DATA_DIR,
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
    layout: FEATURE_LAYOUT,
    dimensions: Number(DIMENSIONS),
    cohort: Number(COHORT),
    gateBounds: DEFAULT_GATE_BOUNDS,
  });
  process.stdout.write(`personal-rank server: http://localhost:${server.port}/v1\n`);
  process.once("SIGTERM", () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

await main();
