import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "../../../src/server/built-server-fixture.ts";
import { forgottenIn, keysIn, ledgerOf, oldestVersion, putInPlace } from "./read-database.ts";
import { startLoad } from "./fault-load.ts";
import {
  answersInWords,
  command,
  endNode,
  notTried,
  RESUME_LIMIT_MS,
  ROUNDS,
  withFolder,
} from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";
import { promoteNewest } from "./promote-newest.ts";
import { watchReleases } from "./watch-releases.ts";

const NODES = 2;
/** Between the copy and its return: rounds close, noise is drawn, heads are released. */
const GONE_MS = 2_000;

/**
 * The database is put back from a copy while senders go on, once with all servers stopped, as docs/server.md has it, and once under
 * servers that run: versions and ledger go on above where they were, and what is acknowledged afterwards is there.
 */
export async function restoreUnderLoad({
  server,
  postgres,
  cycles,
  progress,
  ended,
}: FaultTools): Promise<FaultResult> {
  if (postgres === null) return notTried("no PostgreSQL here");
  const url = await postgres.newDatabase();
  return withFolder(async (folder) => {
    const environment = { ...ROUNDS, DATA_DIR: folder, DATABASE_URL: url };
    let nodes: Child[] = [];
    const startNodes = async (): Promise<void> => {
      nodes = [];
      for (let node = 0; node < NODES; node++) nodes.push(await server.startChild(environment));
    };
    await startNodes();
    // A node that is down has the port that it had.
    let ports = nodes.map(({ port }) => port);
    const load = startLoad({ ports: () => ports, ended });
    const watch = watchReleases(folder, { ports: () => ports, ended });
    await load.untilAllTake(RESUME_LIMIT_MS);
    const mayBeLost = new Set<string>();
    const resumedMs: number[] = [];
    let forgotten = 0;
    let released = 0;
    let seenMs = 0;
    for (let cycle = 0; cycle < cycles; cycle++) {
      progress(cycle / cycles);
      await promoteNewest(server, environment);
      const before = new Set(load.acknowledged.keys());
      const restore = postgres.dump(url);
      await load.untilAllTake(RESUME_LIMIT_MS);
      released = await promoteNewest(server, environment);
      seenMs = Math.max(seenMs, await watch.untilTaken(released, RESUME_LIMIT_MS));
      await pause(GONE_MS);
      const ledger = await ledgerOf(environment);
      if (cycle % 2 === 0) {
        await Promise.all(nodes.map((node) => endNode(node)));
        await putInPlace(url, await restore());
        await command(server, ["restore"], environment);
        await startNodes();
        ports = nodes.map(({ port }) => port);
      } else await putInPlace(url, await restore());
      for (const key of load.acknowledged.keys()) if (!before.has(key)) mayBeLost.add(key);
      resumedMs.push(Math.round(await load.untilAllTake(2 * RESUME_LIMIT_MS)));
      forgotten += await forgottenIn(environment, ledger);
    }
    await load.stop();
    await watch.stop();
    await Promise.all(nodes.map((node) => endNode(node)));
    const [keys, oldest] = [await keysIn(environment), await oldestVersion(environment)];
    // Keys of heads that nobody may report against any more are let go.
    const required = [...load.acknowledged]
      .filter(([key, version]) => !mayBeLost.has(key) && version >= oldest)
      .map(([key]) => key);
    const lost = required.filter((key) => !keys.has(key)).length;
    const isSteady = watch.versions.every((version, at) => at === 0 || version >= watch.versions[at - 1]);
    const longestMs = Math.max(...resumedMs);
    return {
      wasTried: true,
      hasHeld:
        lost === 0 &&
        forgotten === 0 &&
        watch.refusals.length === 0 &&
        isSteady &&
        seenMs < RESUME_LIMIT_MS &&
        required.length > 0 &&
        longestMs < RESUME_LIMIT_MS,
      words:
        `${cycles} times put back: ${answersInWords(load.answers)}; of ${required.length} acknowledged outside of the times that were put back ${lost} lost; ` +
        `${watch.versions.length} releases seen, those that the copies have not after ${Math.round(seenMs)} ms at most; ${watch.refusals.length} refused by the browser; ${forgotten} rounds gone from the ledger; resumed after ${longestMs} ms at most`,
      figures: {
        cycles,
        answers: Object.fromEntries(load.answers),
        resumedMs,
        required: required.length,
        lost,
        putBack: mayBeLost.size,
        versions: watch.versions,
        released,
        refusals: watch.refusals,
        forgotten,
      },
    };
  });
}
