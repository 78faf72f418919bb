import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port-fixture.ts";

/** One PostgreSQL: where its data is, and where it listens. */
export interface PostgresNode {
  readonly data: string;
  readonly port: number;
}

/** PostgreSQL's own commands, as a user that they run as. */
export interface PostgresCommands {
  /** A new folder of that user. */
  readonly folder: string;
  /** @throws {Error} if it ends with another code than 0. */
  readonly run: (command: string, parameters: readonly string[]) => void;
  /** A folder that is not there yet, and a port that nobody listens on. */
  readonly newNode: () => Promise<PostgresNode>;
  /** Makes an empty one. */
  readonly initialise: (node: PostgresNode) => void;
  readonly start: (node: PostgresNode) => void;
  /** Ends one at once, as a power cut would. */
  readonly kill: (node: PostgresNode) => void;
  /** Kills all that run, and removes the folder. The end of this process does so too. */
  readonly stop: () => void;
}

const HOMES = "/usr/lib/postgresql";

/** Null where PostgreSQL is not installed: Debian's package is `postgresql`. */
export function postgresCommands(): PostgresCommands | null {
  const bin = postgresFolder();
  if (bin === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-postgres-"));
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const asOwner = isRoot ? ["runuser", "-u", "postgres", "--"] : [];
  if (isRoot) chownSync(folder, idOf("-u"), idOf("-g"));
  chmodSync(folder, 0o700);

  const run: PostgresCommands["run"] = (command, parameters) => {
    const [first, ...words] = [...asOwner, join(bin, command), ...parameters];
    execFileSync(first, words, { stdio: "ignore", cwd: folder });
  };
  let made = 0;
  const running = new Set<PostgresNode>();
  const kill = (node: PostgresNode): void => {
    run("pg_ctl", ["--pgdata", node.data, "--mode", "immediate", "stop"]);
    running.delete(node);
  };
  const stop = (): void => {
    process.off("exit", stop);
    for (const node of running) kill(node);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", stop);
  return {
    folder,
    run,
    newNode: async () => ({ data: join(folder, `data-${made++}`), port: await freePort() }),
    initialise({ data }) {
      const user = ["--username", "postgres", "--auth", "trust"];
      run("initdb", ["--pgdata", data, ...user, "--encoding", "UTF8", "--no-locale", "--no-sync"]);
    },
    start(node) {
      const options = `-p ${node.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
      const log = join(folder, "log");
      run("pg_ctl", ["--pgdata", node.data, "--log", log, "--wait", "--options", options, "start"]);
      running.add(node);
    },
    kill,
    stop,
  };
}

/** The newest version that is installed. */
function postgresFolder(): string | null {
  if (!existsSync(HOMES)) return null;
  const version = readdirSync(HOMES)
    .filter((name) => existsSync(join(HOMES, name, "bin/initdb")))
    .sort((a, b) => Number(b) - Number(a))[0];
  return version === undefined ? null : join(HOMES, version, "bin");
}

function idOf(flag: string): number {
  return Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
}
