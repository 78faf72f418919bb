import { setTimeout as pause } from "node:timers/promises";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isInOrder, readBooks } from "./check-books.ts";
import { startLoad } from "./fault-load.ts";
import {
  answersInWords,
  COHORT,
  endNode,
  notTried,
  RESUME_LIMIT_MS,
  ROUNDS,
  withFolder,
} from "./fault-nodes.ts";
import type { FaultResult, FaultTools } from "./fault-nodes.ts";
import { mountSmallDisk } from "./small-disk.ts";

const DISK_MEGABYTES = 48;
/** Not one page is left for so long. */
const FULL_MS = 500;
const LOOK_MS = 50;
/** What the log has room for is still written, so that a full disk shows in one of ten only: so many cycles must have met one. */
const CYCLES_THAT_SHOW = 50;

/** The disk of a server with its own database is filled to the last byte, again and again, while reports come and rounds close. */
export async function diskFull({ server, cycles, progress, ended }: FaultTools): Promise<FaultResult> {
  return withFolder(async (folder) => {
    const disk = mountSmallDisk(folder, DISK_MEGABYTES);
    if (disk === null) return notTried("this user may mount no small disk");
    try {
      const environment = { ...ROUNDS, DATA_DIR: join(folder, "data") };
      mkdirSync(environment.DATA_DIR);
      const node = await server.startChild(environment);
      const load = startLoad({ ports: () => [node.port], ended });
      await load.untilAllTake(RESUME_LIMIT_MS);
      const resumedMs: number[] = [];
      let unready = 0;
      for (let cycle = 0; cycle < cycles; cycle++) {
        progress(cycle / cycles);
        disk.fill();
        await pause(FULL_MS);
        const ready = await fetch(`http://127.0.0.1:${node.port}/readyz`);
        if (ready.status === 503) unready++;
        disk.free();
        resumedMs.push(Math.round(await load.untilAllTake(2 * RESUME_LIMIT_MS)));
      }
      // On a quick machine one cycle is over before there are reports enough for a round, and without one the books show nothing.
      const giveUpMs = performance.now() + RESUME_LIMIT_MS;
      while (load.acknowledged.size <= COHORT && performance.now() < giveUpMs) await pause(LOOK_MS);
      await load.stop();
      await endNode(node);
      const books = await readBooks(environment, load.acknowledged);
      const longestMs = Math.max(...resumedMs);
      return {
        wasTried: true,
        hasHeld:
          isInOrder(books) && longestMs < RESUME_LIMIT_MS && (unready > 0 || cycles < CYCLES_THAT_SHOW),
        words:
          `${cycles} times full: ${answersInWords(load.answers)}, /readyz 503 in ${unready}; of ${books.acknowledged} acknowledged ${books.lost} lost, ` +
          `${books.stored} there and ${books.counted} counted; resumed after ${longestMs} ms at most`,
        figures: { cycles, answers: Object.fromEntries(load.answers), unready, resumedMs, books },
      };
    } finally {
      disk.unmount();
    }
  });
}
