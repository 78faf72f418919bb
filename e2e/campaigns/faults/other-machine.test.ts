import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { buildServer } from "../../../src/server/built-server-fixture.ts";
import { readKeyFile } from "../../../src/server/key-files.ts";
import { temporaryFolder } from "../../../src/server/server-fixture.ts";
import { rootKeyPath } from "../../../src/server/signing-keys.ts";
import { postgresCommands } from "../../../src/server/sql/postgres-commands-fixture.ts";
import { startLoad } from "./fault-load.ts";
import { endNode, RESUME_LIMIT_MS, ROUNDS } from "./fault-nodes.ts";
import type { Place } from "./fault-nodes.ts";
import { blocksOf, runDocumented } from "./documented-commands.ts";
import { promoteNewest } from "./promote-newest.ts";
import { ledgerOf } from "./read-database.ts";
import { releaseBrowser } from "./release-browser.ts";

const TIMEOUT_MS = 120_000;

const server = await buildServer();
const commands = postgresCommands();
afterAll(() => {
  server.remove();
  commands?.stop();
});

/** A machine of its own: a folder, and a PostgreSQL if there is one. */
async function newMachine(kind: "PostgreSQL" | "embedded"): Promise<Place> {
  const DATA_DIR = join(temporaryFolder(), "data");
  if (kind === "embedded") return { DATA_DIR };
  const { newNode, initialise, start } = commands!; // the test is left out without
  const node = await newNode();
  initialise(node);
  start(node);
  const client = new pg.Client(`postgres://postgres@127.0.0.1:${node.port}/postgres`);
  await client.connect();
  await client.query("CREATE DATABASE rank");
  await client.end();
  return { DATA_DIR, DATABASE_URL: `postgres://postgres@127.0.0.1:${node.port}/rank` };
}

describe.each(["PostgreSQL", "embedded"] as const)("docs/deploy.md, to another machine, %s", (kind) => {
  test.skipIf(kind === "PostgreSQL" && commands === null)(
    "goes on above all that was signed and spent, and browsers take it",
    { timeout: TIMEOUT_MS },
    async ({ signal }) => {
      const [daily, last, there] = blocksOf("docs/deploy.md", "To another machine")[0]
        .replace(/^(npm run server -- backup)\npg_dump .*$/m, kind === "embedded" ? "$1 rank.copy" : "$&")
        .replace(/^pg_restore .*\n(npm run server -- restore)$/m, kind === "embedded" ? "$1 rank.copy" : "$&")
        .split("\n\n");
      const files = temporaryFolder();
      const one = { ...ROUNDS, ...(await newMachine(kind)) };
      let node = await server.startChild(one);
      const browser = releaseBrowser(readKeyFile(rootKeyPath(join(one.DATA_DIR, "keys"))).publicText);
      const load = startLoad({ ports: () => [node.port], ended: signal });
      const pull = (): ReturnType<typeof browser.pull> => browser.pull(`http://127.0.0.1:${node.port}/v1`);

      await load.untilAllTake(RESUME_LIMIT_MS);
      const copied = await promoteNewest(server, one);
      expect(await pull()).toEqual({ outcome: "taken", version: copied });
      expect(runDocumented(daily, { server, environment: one, cwd: files })).toContain("Keep a copy of");
      await load.untilAllTake(RESUME_LIMIT_MS);
      const newest = await promoteNewest(server, one);
      expect(newest).toBeGreaterThan(copied);
      expect(await pull()).toEqual({ outcome: "taken", version: newest });
      await load.stop();
      await endNode(node);
      runDocumented(last, { server, environment: one, cwd: files });
      const spent = await ledgerOf(one);

      const other = { ...ROUNDS, ...(await newMachine(kind)) };
      const said = runDocumented(there, { server, environment: other, cwd: files });
      const [, released] = /released anew as version (\d+), above all before/.exec(said) ?? [];
      expect(Number(released)).toBeGreaterThan(newest);
      node = await server.startChild(other);
      expect(await pull()).toEqual({ outcome: "taken", version: Number(released) });
      const after = await ledgerOf(other);
      expect(spent.size).toBeGreaterThan(0);
      for (const [round, rho] of spent) expect(after.get(round)).toBeGreaterThanOrEqual(rho);
      // It goes on.
      const more = startLoad({ ports: () => [node.port], ended: signal });
      await more.untilAllTake(RESUME_LIMIT_MS);
      const next = await promoteNewest(server, other);
      expect(next).toBeGreaterThan(Number(released));
      expect(await pull()).toEqual({ outcome: "taken", version: next });
      await more.stop();
      await endNode(node);
    },
  );
});
