import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { startFaultProxy } from "./fault-proxy-fixture.ts";
import type { FaultProxy } from "./fault-proxy-fixture.ts";
import { MIGRATION_LIMITS, openPostgresDatabase } from "./postgres-database.ts";
import { startPostgres } from "./postgres-fixture.ts";
import type { SqlDatabase } from "./sql-database.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

/** As short as a busy machine bears. */
const LIMITS = { statementMs: 1_500, answerMs: 2_000, idleInTransactionMs: 1_000, lockMs: 1_500 };
/** A connection is made anew within so long. */
const CONNECT_MS = 4_000;
/** More at once than a pool has connections would wait for each other. */
const AT_ONCE = 4;

// It is skipped where PostgreSQL is not installed: `apt-get install postgresql`.
describe.skipIf(postgres === null)("a PostgreSQL that a network does not let through", () => {
  /** Two nodes, of which the first one's way can be cut. */
  const openTwo = async (): Promise<{ far: SqlDatabase; near: SqlDatabase; proxy: FaultProxy }> => {
    const url = new URL(await postgres!.newDatabase()); // skipped without one
    const proxy = await startFaultProxy(postgres!.port);
    const near = openPostgresDatabase(url.href, LIMITS);
    url.port = String(proxy.port);
    const far = openPostgresDatabase(url.href, LIMITS);
    onTestFinished(async () => {
      await proxy.close();
      await Promise.all([far.close(), near.close()]);
    });
    await near.execute("CREATE TABLE item (id BIGINT PRIMARY KEY)");
    return { far, near, proxy };
  };
  const add = (database: SqlDatabase, id: number): Promise<number> =>
    database.transaction((session) => session.run("INSERT INTO item (id) VALUES (?)", [id]));

  test("is given up when it does not answer, with all that was connected then", async () => {
    const { far, proxy } = await openTwo();
    // Connections that wait to be used.
    await Promise.all(Array.from({ length: AT_ONCE }, (_, id) => add(far, id)));
    proxy.setFault("silent");
    const startedMs = performance.now();
    await expect(add(far, 100)).rejects.toThrow("timeout");
    expect(performance.now() - startedMs).toBeLessThan(LIMITS.answerMs + CONNECT_MS);
    proxy.setFault(null);
    const healedMs = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => add(far, 200 + at)));
    // None of the old ones was waited for.
    expect(performance.now() - healedMs).toBeLessThan(LIMITS.answerMs);
  });

  test("is not kept waiting by a change of the schema that waits for a copy of the table", async () => {
    const url = await postgres!.newDatabase(); // skipped without one
    const [serving, changing] = [
      openPostgresDatabase(url),
      openPostgresDatabase(url, { ...MIGRATION_LIMITS, lockMs: 200 }),
    ];
    onTestFinished(async () => void (await Promise.all([serving.close(), changing.close()])));
    await serving.execute("CREATE TABLE item (id BIGINT PRIMARY KEY)");
    await serving.transaction(async (copy) => {
      await copy.run("LOCK TABLE item IN ACCESS SHARE MODE", []);
      await expect(changing.execute("ALTER TABLE item ADD COLUMN name TEXT")).rejects.toThrow("lock timeout");
      await add(serving, 1);
    });
  });

  test("keeps no lock for a node that it cannot hear", async () => {
    const { far, near, proxy } = await openTwo();
    await add(near, 1);
    const cutOff = far.transaction(async (session) => {
      await session.all("SELECT id FROM item WHERE id = ? FOR UPDATE", [1]);
      proxy.setFault("requests-lost");
      await session.run("UPDATE item SET id = ? WHERE id = ?", [2, 1]);
    });
    const isRefused = expect(cutOff).rejects.toThrow("timeout");
    await isRefused;
    expect(await near.run("UPDATE item SET id = ? WHERE id = ?", [3, 1])).toBe(1);
  });
});
