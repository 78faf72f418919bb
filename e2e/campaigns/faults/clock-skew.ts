import { existsSync } from "node:fs";
import type { Child } from "../../../src/server/built-server-fixture.ts";
import { isInOrder, readBooks } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import { answersInWords, endNode, notTried, RESUME_LIMIT_MS, ROUNDS, withFolder } from "./fault-nodes.ts";
import type { Environment, FaultResult, FaultTools } from "./fault-nodes.ts";
import { promoteNewest } from "./promote-newest.ts";
import { watchReleases } from "./watch-releases.ts";

/** Debian's package is `libfaketime`. */
const LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
/** How far two nodes are from the true time, one before and one behind. */
const SKEWS_S = [24 * HOUR_S, 5 * MINUTE_S, HOUR_S, 6 * HOUR_S];

/**
 * Of three nodes one is ahead of the time and one behind, and each of them releases a head: a browser with the true time takes them all, no
 * report is lost, and when the clocks are right again things go on as before.
 */
export async function clockSkew({
  server,
  postgres,
  cycles,
  progress,
  ended,
}: FaultTools): Promise<FaultResult> {
  if (postgres === null) return notTried("no PostgreSQL here");
  if (!existsSync(LIBRARY)) return notTried("no libfaketime here");
  const url = await postgres.newDatabase();
  return withFolder(async (folder) => {
    const environment = { ...ROUNDS, DATA_DIR: folder, DATABASE_URL: url, FILL_DAYS: "1" };
    let ports: number[] = [];
    await endNode(await server.startChild(environment)); // makes the keys, by the true time
    const watch = watchReleases(folder, { ports: () => ports, ended });
    const load = startLoad({ ports: () => ports, ended });
    let skewed = 0;
    let released = 0;
    const takenMs: number[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      for (const seconds of [SKEWS_S[cycle % SKEWS_S.length], 0]) {
        progress(cycle / cycles);
        const environments = [seconds, -seconds, 0].map((skew) => ({ ...environment, ...clockOf(skew) }));
        const nodes: Child[] = [];
        for (const one of environments) nodes.push(await server.startChild(one));
        ports = nodes.map(({ port }) => port);
        takenMs.push(await load.untilAllTake(RESUME_LIMIT_MS));
        for (const one of environments) {
          released = await promoteNewest(server, one);
          takenMs.push(await load.untilAllTake(RESUME_LIMIT_MS));
        }
        takenMs.push(await watch.untilTaken(released, RESUME_LIMIT_MS));
        if (seconds !== 0) skewed += environments.length - 1;
        await Promise.all(nodes.map((node) => endNode(node)));
      }
    }
    await load.stop();
    await watch.stop();
    const books = await readBooks({ DATA_DIR: folder, DATABASE_URL: url }, load.acknowledged);
    const { versions, refusals } = watch;
    const isSteady = versions.every((version, at) => at === 0 || version >= versions[at - 1]);
    const longestMs = Math.round(Math.max(...takenMs));
    return {
      wasTried: true,
      hasHeld:
        isInOrder(books) &&
        isSteady &&
        versions.includes(released) &&
        refusals.length === 0 &&
        longestMs < RESUME_LIMIT_MS,
      words:
        `${skewed} nodes with wrong clocks, by up to a day: ${answersInWords(load.answers)}; of ${books.acknowledged} acknowledged ${books.lost} lost, ` +
        `${books.stored} there, ${books.outdated} outdated and ${books.counted} counted; ${versions.length} releases taken by a browser, the last one ${versions.includes(released) ? "too" : "NOT"}, ${refusals.length} refused; ` +
        `all nodes took reports, and the browser each last release, after ${longestMs} ms at most`,
      figures: { skewed, longestMs, answers: Object.fromEntries(load.answers), versions, refusals, books },
    };
  });
}

function clockOf(skewSeconds: number): Environment {
  if (skewSeconds === 0) return {};
  const sign = skewSeconds < 0 ? "-" : "+";
  return {
    LD_PRELOAD: LIBRARY,
    FAKETIME: `${sign}${Math.abs(skewSeconds)}s`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
  };
}
