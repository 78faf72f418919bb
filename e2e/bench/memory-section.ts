import type { CDPSession } from "playwright";
import { openListPage } from "./list-page.ts";
import type { SectionContext } from "./section.ts";

export const MEMORY = "memory";
const RANKINGS = 10_000;
const QUICK_RANKINGS = 200;
/** Time to fill caches that are meant to be filled. */
const WARM_UP_SHARE = 0.1;
const STEPS = 10;

interface Heap {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/**
 * Whether rankings leave anything behind: JavaScript heaps and buffers of page and worker, garbage collected. The clicks between them
 * are logged, but a script that clicks so much is soon taken for a machine, from which nothing is learned.
 */
export async function memorySection({ browser, results, options, root, say }: SectionContext): Promise<void> {
  const rankings = options.isQuick ? QUICK_RANKINGS : RANKINGS;
  const list = await openListPage(browser, root);
  try {
    const worker = await workerSession(list.cdp);
    const measure = async (label: string): Promise<void> => {
      const page: Send = (method) => list.cdp.send(method as "Runtime.getHeapUsage");
      const heaps = { page: await heapOf(page), worker: await heapOf(worker) };
      for (const [name, { usedSize, backingStorageSize = 0 }] of Object.entries(heaps)) {
        results.figures[`${MEMORY}/${name} heap, ${label}, KiB`] = Math.round(usedSize / 1024);
        results.figures[`${MEMORY}/${name} buffers, ${label}, KiB`] = Math.round(backingStorageSize / 1024);
      }
    };
    await list.page.evaluate(rankOften, Math.ceil(rankings * WARM_UP_SHARE));
    await measure("warm");
    for (let step = 0; step < STEPS; step++) {
      await list.page.evaluate(rankOften, rankings / STEPS);
      say(`Memory: ${((step + 1) * rankings) / STEPS} of ${rankings} rankings`);
    }
    await measure("at the end");
    results.figures[`${MEMORY}/rankings`] = rankings;
  } finally {
    await list.close();
  }
}

/** Runs in the page: a click for every tenth ranking. */
async function rankOften(rankings: number): Promise<void> {
  const links = document.querySelectorAll<HTMLElement>(".card a");
  for (let at = 0; at < rankings; at++) {
    if (at % 10 === 0) links[(at * 7) % links.length].click();
    await window.personalRank!.rank();
  }
}

type Send = (method: string) => Promise<unknown>;

async function heapOf(send: Send): Promise<Heap> {
  await send("HeapProfiler.collectGarbage");
  await send("HeapProfiler.collectGarbage");
  return (await send("Runtime.getHeapUsage")) as Heap; // by the protocol
}

/** Sends commands of the DevTools protocol to the page's ranking worker. */
async function workerSession(cdp: CDPSession): Promise<Send> {
  const attached = new Promise<string>((resolve) =>
    cdp.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => {
      if (targetInfo.url.endsWith("personal-rank-worker.js")) resolve(sessionId);
    }),
  );
  await cdp.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  let lastId = 0;
  return (method) =>
    new Promise((resolve) => {
      const id = ++lastId;
      cdp.on("Target.receivedMessageFromTarget", ({ message }) => {
        const reply = JSON.parse(message) as { id?: number; result?: unknown };
        if (reply.id === id) resolve(reply.result);
      });
      void cdp.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
    });
}
