import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Child } from "../../../src/server/built-server-fixture.ts";
import { isInOrder, readBooks } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import { answersInWords, endNode, notTried, RESUME_LIMIT_MS, ROUNDS, withFolder } from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";
import { startFaultProxy } from "../../../src/server/sql/fault-proxy-fixture.ts";
import { startPostgresPair } from "./postgres-pair.ts";

/** The database's clients stay where they are for so long after it went. */
const UNNOTICED_MS = 1_000;

/**
 * PostgreSQL's primary is killed, or cannot be reached any more, and its synchronous standby takes its place: nothing that was
 * acknowledged is lost.
 */
export async function failover({ server, cycles, progress, ended }: FaultTools): Promise<FaultResult> {
  const pair = await startPostgresPair();
  if (pair === null) return notTried("no PostgreSQL here");
  try {
    return await withFolder(async (folder) => {
      await newDatabase(pair.port());
      const proxies = [await startFaultProxy(pair.port()), await startFaultProxy(pair.port())];
      const urlAt = (port: number): string => `postgres://postgres@127.0.0.1:${port}/rank`;
      const nodes: Child[] = [];
      for (const { port } of proxies)
        nodes.push(await server.startChild({ ...ROUNDS, DATA_DIR: folder, DATABASE_URL: urlAt(port) }));
      const load = startLoad({ ports: () => nodes.map(({ port }) => port), ended });
      await load.untilAllTake(RESUME_LIMIT_MS);
      const resumedMs: number[] = [];
      for (let cycle = 0; cycle < cycles; cycle++) {
        progress(cycle / cycles);
        await pair.addStandby();
        await load.untilAllTake(RESUME_LIMIT_MS);
        if (cycle % 2 === 0) pair.killPrimary();
        else for (const proxy of proxies) proxy.setFault("silent");
        await pause(UNNOTICED_MS);
        await pair.promote();
        for (const proxy of proxies) {
          proxy.setFault(null);
          proxy.leadTo(pair.port());
        }
        resumedMs.push(Math.round(await load.untilAllTake(2 * RESUME_LIMIT_MS)));
      }
      await load.stop();
      await Promise.all(nodes.map((node) => endNode(node)));
      for (const proxy of proxies) await proxy.close();
      const books = await readBooks(
        { DATA_DIR: folder, DATABASE_URL: urlAt(pair.port()) },
        load.acknowledged,
      );
      const longestMs = Math.max(...resumedMs);
      return {
        wasTried: true,
        hasHeld: isInOrder(books) && longestMs < RESUME_LIMIT_MS,
        words:
          `${cycles} times the standby took over: ${answersInWords(load.answers)}; of ${books.acknowledged} acknowledged ${books.lost} lost, ` +
          `${books.stored} there and ${books.counted} counted; resumed ${longestMs} ms after it at most`,
        figures: { cycles, answers: Object.fromEntries(load.answers), resumedMs, books },
      };
    });
  } finally {
    pair.stop();
  }
}

async function newDatabase(port: number): Promise<void> {
  const client = new pg.Client(`postgres://postgres@127.0.0.1:${port}/postgres`);
  await client.connect();
  await client.query("CREATE DATABASE rank");
  await client.end();
}
