import { setTimeout as pause } from "node:timers/promises";
import { startFaultProxy } from "../../../src/server/sql/fault-proxy-fixture.ts";
import type { LinkFault } from "../../../src/server/sql/fault-proxy-fixture.ts";
import { isInOrder, readBooks } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import { answersInWords, endNode, notTried, RESUME_LIMIT_MS, ROUNDS, withFolder } from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";

const FAULTS: readonly LinkFault[] = ["refused", "answers-lost", "silent", "requests-lost"];
/** Long enough for a transaction to be caught in it, and now and then for every limit on waiting. */
const LENGTHS_MS = [1_000, 3_000, 500, 6_000, 12_000];
/** Beside what a node waits for a statement, whatever else an answer takes. */
const ANSWER_LIMIT_MS = 45_000;

/** The network between a node and PostgreSQL fails, for one node or for both: nothing is acknowledged that is not there. */
export async function partition({
  server,
  postgres,
  cycles,
  progress,
  ended,
}: FaultTools): Promise<FaultResult> {
  if (postgres === null) return notTried("no PostgreSQL here");
  const url = new URL(await postgres.newDatabase());
  return withFolder(async (folder) => {
    const proxies = [await startFaultProxy(postgres.port), await startFaultProxy(postgres.port)];
    const environments = proxies.map(({ port }) => {
      url.port = String(port);
      return { ...ROUNDS, DATA_DIR: folder, DATABASE_URL: url.href };
    });
    // The first makes the keys that the other reads.
    const nodes = [await server.startChild(environments[0]), await server.startChild(environments[1])];
    const load = startLoad({ ports: () => nodes.map(({ port }) => port), ended });
    const resumedMs: Record<string, number[]> = {};
    await load.untilAllTake(RESUME_LIMIT_MS);
    for (let cycle = 0; cycle < cycles; cycle++) {
      progress(cycle / cycles);
      const fault = FAULTS[cycle % FAULTS.length];
      const cut = Math.floor(cycle / FAULTS.length) % 2 === 0 ? proxies.slice(0, 1) : proxies;
      for (const proxy of cut) proxy.setFault(fault);
      await pause(LENGTHS_MS[cycle % LENGTHS_MS.length]);
      for (const proxy of cut) proxy.setFault(null);
      (resumedMs[fault] ??= []).push(Math.round(await load.untilAllTake(2 * RESUME_LIMIT_MS)));
    }
    await load.stop();
    await Promise.all(nodes.map((node) => endNode(node)));
    for (const proxy of proxies) await proxy.close();
    url.port = String(postgres.port);
    const books = await readBooks({ DATA_DIR: folder, DATABASE_URL: url.href }, load.acknowledged);
    const longestMs = Math.max(...Object.values(resumedMs).flat());
    return {
      wasTried: true,
      hasHeld: isInOrder(books) && longestMs < RESUME_LIMIT_MS && load.longestAnswerMs() < ANSWER_LIMIT_MS,
      words:
        `${cycles} times cut off: ${answersInWords(load.answers)}; of ${books.acknowledged} acknowledged ${books.lost} lost, ` +
        `${books.stored} there and ${books.counted} counted; resumed after ${longestMs} ms at most, longest answer ${Math.round(load.longestAnswerMs())} ms`,
      figures: {
        cycles,
        answers: Object.fromEntries(load.answers),
        resumedMs,
        longestAnswerMs: load.longestAnswerMs(),
        books,
      },
    };
  });
}
