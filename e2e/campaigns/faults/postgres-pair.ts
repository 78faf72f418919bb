import { rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { freePort, postgresCommands } from "../../../src/server/sql/postgres-commands-fixture.ts";

/** A PostgreSQL and its standby. */
export interface PostgresPair {
  /** Of the one that takes writes. */
  port(): number;
  /** Makes a standby of it. `synchronous`: no commit is answered before the standby has it. */
  addStandby(kind: "synchronous" | "late", through?: number): Promise<void>;
  /** Ends the primary at once, as a power cut would. */
  killPrimary(): void;
  /** The standby takes the primary's place. */
  promote(): Promise<void>;
  stop(): void;
}

interface Member {
  readonly data: string;
  readonly port: number;
}

/** Null where PostgreSQL is not installed. */
export async function startPostgresPair(): Promise<PostgresPair | null> {
  const commands = postgresCommands();
  if (commands === null) return null;
  const { folder, run } = commands;
  let made = 0;
  const newMember = async (): Promise<Member> => ({
    data: join(folder, `data-${made++}`),
    port: await freePort(),
  });
  const start = ({ data, port }: Member): void =>
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
  const kill = ({ data }: Member): void => run("pg_ctl", ["--pgdata", data, "--mode", "immediate", "stop"]);
  const say = async ({ port }: Member, statements: readonly string[]): Promise<pg.QueryResult> => {
    const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
    await client.connect();
    try {
      let last: pg.QueryResult | undefined;
      for (const statement of statements) last = await client.query(statement);
      return last!; // there is one
    } finally {
      await client.end();
    }
  };

  let primary = await newMember();
  let standby: Member | null = null;
  let isPrimaryUp = true;
  const { data } = primary;
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
    "--no-sync",
    "--wal-segsize",
    "4",
  ]);
  start(primary);
  return {
    port: () => primary.port,
    async addStandby(kind, through = primary.port) {
      standby = await newMember();
      run("pg_basebackup", [
        "--pgdata",
        standby.data,
        "--host",
        "127.0.0.1",
        "--port",
        String(through),
        "--username",
        "postgres",
        "--checkpoint",
        "fast",
        "--write-recovery-conf",
        "--no-sync",
      ]);
      start(standby);
      if (kind === "late") return;
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
    stop() {
      for (const member of [primary, standby]) if (member !== null) kill(member);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
