import { rmSync } from "node:fs";
import pg from "pg";
import { postgresCommands } from "../../../src/server/sql/postgres-commands-fixture.ts";
import type { PostgresNode } from "../../../src/server/sql/postgres-commands-fixture.ts";

/** A PostgreSQL and its standby. */
export interface PostgresPair {
  /** Of the one that takes writes. */
  port(): number;
  /** Makes a standby of it: no commit is answered from now on before the standby has it. */
  addStandby(): Promise<void>;
  /** Ends the primary at once, as a power cut would. */
  killPrimary(): void;
  /** The standby takes the primary's place. */
  promote(): Promise<void>;
  /** The end of this process does so too. */
  stop(): void;
}

/** Null where PostgreSQL is not installed. */
export async function startPostgresPair(): Promise<PostgresPair | null> {
  const commands = postgresCommands();
  if (commands === null) return null;
  const { run, newNode, initialise, start, kill, stop } = commands;
  let primary = await newNode();
  let standby: PostgresNode | null = null;
  let isPrimaryUp = true;
  initialise(primary);
  start(primary);
  return {
    port: () => primary.port,
    async addStandby() {
      standby = await newNode();
      const from = ["--host", "127.0.0.1", "--port", String(primary.port), "--username", "postgres"];
      const how = ["--checkpoint", "fast", "--write-recovery-conf", "--no-sync"];
      run("pg_basebackup", ["--pgdata", standby.data, ...from, ...how]);
      start(standby);
      await say(primary, ["ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"]);
      for (let state = ""; state !== "sync";) {
        const { rows } = await say(primary, ["SELECT sync_state FROM pg_stat_replication"]);
        state = String((rows as { sync_state: string }[]).at(0)?.sync_state);
      }
    },
    killPrimary() {
      kill(primary);
      isPrimaryUp = false;
    },
    async promote() {
      if (standby === null) throw new Error("Cannot promote as there is no standby");
      run("pg_ctl", ["--pgdata", standby.data, "--wait", "promote"]);
      // It has its primary's settings, and no standby of its own yet.
      await say(standby, ["ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()"]);
      if (isPrimaryUp) kill(primary);
      rmSync(primary.data, { recursive: true, force: true });
      primary = standby;
      standby = null;
      isPrimaryUp = true;
    },
    stop,
  };
}

async function say({ port }: PostgresNode, statements: readonly string[]): Promise<pg.QueryResult> {
  const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
  await client.connect();
  try {
    let last: pg.QueryResult | undefined;
    for (const statement of statements) last = await client.query(statement);
    return last!; // there is one
  } finally {
    await client.end();
  }
}
