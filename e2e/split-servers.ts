import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandAt, startBuilt } from "./built-process.ts";

/** One of two servers that see no delta. */
export interface SplitServer {
  /** Of its `/v1`; the same whenever it starts again. */
  readonly url: string;
  /** All that it keeps, every file of its folder: database, log of that, keys. */
  kept(): Buffer;
  /** What Prometheus reads, since it last started. */
  metrics(): Promise<string>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Both, as two operators would start them, each with a database of its own. */
export interface SplitServers {
  readonly leader: SplitServer;
  readonly helper: SplitServer;
  /** What pages name as `data-sync-key`. */
  readonly rootKey: string;
  /** Runs a command of whoever looks after the first one. */
  command(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the built server twice, on any free ports, with empty databases.
 *
 * @param cohort Reports that make a round.
 */
export async function startSplitServers(cohort: number): Promise<SplitServers> {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-e2e-"));
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", remove);
  const both = {
    SPLIT_SECRET: "one secret of two operators, in a journey",
    COHORT: String(cohort),
    MIN_COHORT: String(cohort),
    NOISE_MULTIPLIER: "0.01", // hides nobody, so that heads of so few can be looked at
  };
  const places = { helper: join(folder, "helper"), leader: join(folder, "leader") };
  const helper = await startOne({ ...both, SPLIT_ROLE: "helper", DATA_DIR: places.helper });
  const leader = await startOne({ ...both, SPLIT_HELPER: helper.url, DATA_DIR: places.leader });
  return {
    helper,
    leader,
    rootKey: partOf(leader.said, /(?<=data-sync-key=")[^"]+/),
    command: (...words) => runCommandAt(places.leader, words),
    stop: async () => {
      await Promise.all([helper.kill(), leader.kill()]);
      remove();
    },
  };
}

async function startOne(
  environment: Readonly<Record<string, string>> & { readonly DATA_DIR: string },
): Promise<SplitServer & { readonly said: string }> {
  const start = (port: string) =>
    startBuilt("server", {
      environment: { ...environment, PORT: port, METRICS_PORT: "0" },
      last: /Split rounds: .*\n|names it as SPLIT_HELPER.*\n/,
    });
  let running = await start("0");
  const { said } = running;
  const url = partOf(said, /http:\/\/localhost:\d+\/v1/);
  return {
    said,
    url,
    kept: () =>
      Buffer.concat(
        readdirSync(environment.DATA_DIR, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((file) => readFileSync(join(file.parentPath, file.name))),
      ),
    metrics: async () => {
      const port = partOf(running.said, /(?<=metrics on port )\d+/);
      return (await fetch(`http://localhost:${port}/metrics`)).text();
    },
    kill: () => running.kill(),
    restart: async () => {
      running = await start(new URL(url).port);
    },
  };
}

function partOf(said: string, wanted: RegExp): string {
  const [part] = wanted.exec(said) ?? [];
  if (part === undefined) throw new Error(`The server must say ${String(wanted)} as it starts: ${said}`);
  return part;
}
