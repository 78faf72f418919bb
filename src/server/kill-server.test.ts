import { once } from "node:events";
import { afterAll, describe, expect, test } from "vitest";
import { createProgress } from "../base/progress.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { buildServer } from "./built-server-fixture.ts";
import type { Child } from "./built-server-fixture.ts";
import { openStore } from "./open-store.ts";
import { deltaFile, postDelta, randomKey, temporaryFolder } from "./server-fixture.ts";
import { startPostgres } from "./sql/postgres-fixture.ts";
import type { Store } from "./store.ts";

/** `npm run campaign -- kill` asks for 100. */
const CYCLES = Number(process.env["KILL_CYCLES"] ?? 2);
const progress = createProgress({
  write: (text) => process.env["KILL_CYCLES"] !== undefined && process.stderr.write(text),
  nowMs: () => performance.now(),
  isTerminal: false,
});
const SENDERS = 8;
const ACKNOWLEDGED_BEFORE_KILL = 6;
/** Small, so that rounds are summed and noise is drawn all the time, and most kills hit one of these. */
const COHORT = 10;
/** Little, so that the gate lets a mean of ten pass. */
const NOISE_MULTIPLIER = 0.01;

const server = await buildServer();
const postgres = await startPostgres();
afterAll(() => {
  server.remove();
  postgres?.stop();
});

const file = deltaFile(
  Array.from({ length: FEATURE_COUNT }, () => 0.01),
  { layout: FEATURE_LAYOUT },
);

const end = async ({ process }: Child): Promise<void> => {
  process.kill("SIGKILL");
  if (process.exitCode === null && process.signalCode === null) await once(process, "close");
};

type Environment = Readonly<Record<string, string>>;

const openFor = ({ DATA_DIR = temporaryFolder(), DATABASE_URL }: Environment): Promise<Store> =>
  openStore({
    cohort: COHORT,
    minCohort: 1,
    noiseMultiplier: NOISE_MULTIPLIER,
    dataDir: DATA_DIR,
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
    layout: FEATURE_LAYOUT,
    dimensions: FEATURE_COUNT,
  });

const PLACES: [string, number, ((cycle: number) => void) | null, (() => Promise<Environment>) | null][] = [
  ["the server on libsql", 1, null, async () => ({ DATA_DIR: temporaryFolder() })],
  [
    "one of two servers on PostgreSQL",
    2,
    null,
    postgres && (async () => ({ DATA_DIR: temporaryFolder(), DATABASE_URL: await postgres.newDatabase() })),
  ],
  [
    "PostgreSQL itself under two servers",
    2,
    () => postgres!.crash(), // skipped without one
    postgres && (async () => ({ DATA_DIR: temporaryFolder(), DATABASE_URL: await postgres.newDatabase() })),
  ],
];

describe.each(PLACES)("when %s is killed while it writes", (place, nodes, kill, newPlace) => {
  // It is skipped where PostgreSQL is not installed: `apt-get install postgresql`.
  test.skipIf(newPlace === null)(
    "no acknowledged report is lost or counted twice, and each round is paid for once",
    { timeout: 120_000 + CYCLES * 60_000 },
    async () => {
      const environment = {
        ...(await newPlace!()), // skipped without
        COHORT: String(COHORT),
        MIN_COHORT: "1",
        NOISE_MULTIPLIER: String(NOISE_MULTIPLIER),
      };
      const acknowledged = new Set<string>();
      let sent = 0;
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        progress(`killing ${place}`, cycle / CYCLES);
        const children = await Promise.all(
          Array.from({ length: nodes }, () => server.startChild(environment)),
        );
        const before = acknowledged.size;
        const stopped = new AbortController();
        const send = async (sender: number): Promise<void> => {
          const { port } = children[sender % nodes];
          while (!stopped.signal.aborted) {
            const key = randomKey();
            sent++;
            const { status } = await postDelta(port, file, key);
            if (status === 202) acknowledged.add(key);
          }
        };
        const senders = Promise.allSettled(Array.from({ length: SENDERS }, (__, at) => send(at)));
        while (acknowledged.size < before + ACKNOWLEDGED_BEFORE_KILL)
          await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, (cycle * 37) % 300));
        if (kill === null) await end(children[0]);
        else kill(cycle);
        stopped.abort();
        await senders;
        await Promise.all(children.map(end));
      }

      const store = await openFor(environment);
      await store.advance();
      const receipts = await Promise.all(
        [...acknowledged].map((key) =>
          store.addDelta({ key, baseVersion: 0, bytes: file, network: "198.51.100" }),
        ),
      );
      expect(receipts.filter((receipt) => receipt !== "duplicate")).toEqual([]);
      const rounds = await store.rounds(Number.MAX_SAFE_INTEGER);
      const closed = rounds.filter(({ state }) => state !== "OPEN");
      const counted = closed.reduce((sum, { reports }) => sum + reports!, (await store.status()).reports); // all are summed
      // One that was stored and whose answer was lost is counted too.
      expect(counted).toBeGreaterThanOrEqual(acknowledged.size);
      expect(counted).toBeLessThanOrEqual(sent);
      expect(counted - acknowledged.size).toBeLessThanOrEqual(CYCLES * SENDERS);
      expect(new Set(closed.map(({ state }) => state))).toEqual(new Set(["CANDIDATE"]));
      expect(await store.spentRhos(0)).toHaveLength(closed.length);
      await store.close();
    },
  );
});
