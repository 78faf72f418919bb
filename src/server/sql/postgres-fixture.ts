import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A PostgreSQL of its own for a test file. */
export interface PostgresFixture {
  /** The URL of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Dumps a database as docs/server.md says; what it gives restores that into a new one, and gives its URL. */
  dump(url: string): () => Promise<string>;
  /** Kills the postmaster with SIGKILL, as a power cut would, and starts it again. */
  crash(): void;
  stop(): void;
}

const HOMES = "/usr/lib/postgresql";

/** Null where PostgreSQL is not installed: Debian's package is `postgresql`. */
export async function startPostgres(): Promise<PostgresFixture | null> {
  const bin = postgresFolder();
  if (bin === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-postgres-"));
  const data = join(folder, "data");
  const port = await freePort();
  const asOwner = ownerOf(folder);
  const run = (command: string, parameters: readonly string[]): void => {
    execFileSync(
      asOwner[0] ?? join(bin, command),
      [...asOwner.slice(1), ...(asOwner.length > 0 ? [join(bin, command)] : []), ...parameters],
      { stdio: "ignore", cwd: folder },
    );
  };
  run("initdb", [
    "--pgdata",
    data,
    "--username",
    "postgres",
    "--auth",
    "trust",
    "--encoding",
    "UTF8",
    "--no-locale",
  ]);
  const start = (): void =>
    run("pg_ctl", [
      "--pgdata",
      data,
      "--log",
      join(folder, "log"),
      "--wait",
      "--options",
      `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`,
      "start",
    ]);
  start();
  const newDatabase = async (): Promise<string> => {
    const name = `test_${randomBytes(6).toString("hex")}`;
    const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return `postgres://postgres@127.0.0.1:${port}/${name}`;
  };
  return {
    newDatabase,
    dump: (url) => {
      const file = join(folder, `${randomBytes(6).toString("hex")}.dump`);
      const excluded = ["report", "shard_sum", "admin_session"].map(
        (table) => `--exclude-table-data=${table}`,
      );
      run("pg_dump", ["--format=custom", ...excluded, `--file=${file}`, url]);
      return async () => {
        const restored = await newDatabase();
        run("pg_restore", [`--dbname=${restored}`, file]);
        return restored;
      };
    },
    crash() {
      run("pg_ctl", ["--pgdata", data, "--mode", "immediate", "stop"]);
      start();
    },
    stop() {
      run("pg_ctl", ["--pgdata", data, "--mode", "immediate", "stop"]);
      rmSync(folder, { recursive: true, force: true });
    },
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

/** PostgreSQL refuses to run as root: the words that run a command as its own user, and the folder given to that user. */
function ownerOf(folder: string): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = (flag: string): number =>
    Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  chownSync(folder, id("-u"), id("-g"));
  chmodSync(folder, 0o700);
  return ["runuser", "-u", "postgres", "--"];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo; // it listens on TCP
      server.close(() => resolve(port));
    });
  });
}
