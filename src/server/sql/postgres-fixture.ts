import { randomBytes } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { postgresCommands } from "./postgres-commands-fixture.ts";

/** A PostgreSQL of its own for a test file. */
export interface PostgresFixture {
  readonly port: number;
  /** The URL of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Dumps a database as docs/server.md says; what it gives restores that into a new one, and gives its URL. */
  dump(url: string): () => Promise<string>;
  /** Kills the postmaster with SIGKILL, as a power cut would, and starts it again. */
  crash(): void;
  /** The end of this process does so too. */
  stop(): void;
}

/** Null where PostgreSQL is not installed: Debian's package is `postgresql`. */
export async function startPostgres(): Promise<PostgresFixture | null> {
  const commands = postgresCommands();
  if (commands === null) return null;
  const { folder, run, initialise, start, kill, stop } = commands;
  const node = await commands.newNode();
  const { port } = node;
  initialise(node);
  start(node);
  const newDatabase = async (): Promise<string> => {
    const name = `test_${randomBytes(6).toString("hex")}`;
    const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return `postgres://postgres@127.0.0.1:${port}/${name}`;
  };
  return {
    port,
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
      kill(node);
      start(node);
    },
    stop,
  };
}
