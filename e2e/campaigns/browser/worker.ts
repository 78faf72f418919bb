import { seededRandom } from "../../../src/base/random.ts";
import { type FaultBrowser, type FaultVisit, openFaultBrowser } from "./fault-browser.ts";
import { type FaultTally, judgeVisit, newTally, noteWrong, outcomeOf } from "./fault-tally.ts";
import { FILLS_HEAP, GARBAGE, HANGS, late, OUT_OF_MEMORY } from "./worker-faults.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";

const KINDS = ["killed", "hanging", "garbage", "late", "out-of-memory"] as const;
type Kind = (typeof KINDS)[number];

/** A worker that starts and ranks is done by then, on a busy machine too. */
const KILLED_WITHIN_MS = 2_500;
const LATEST_MS = 3_000;
/** What a page waits for one call; the page's clock is put forward by it. */
const BUDGET_MS = 180_000;
const QUICK_MS = 6_000;
/** A call that has not settled by then never will, on a busy machine either. */
const SETTLED_WITHIN_MS = 30_000;
/** So many visits have all kinds of garbage: fewer have some of each. */
const ALL_GARBAGE_FROM = 100;
/** Every so many of the visits that run out of memory fill the heap for real: that takes seconds. */
const REAL_HEAP_EVERY = 20;

const OPTIONS = {
  visits: {
    tells: "visits with each kind of fault, of garbage as many as there are kinds of it",
    least: 1,
    standard: 100,
  },
  kind: { tells: "kinds of faults", names: KINDS },
  seed: { tells: "other moments", least: 0, standard: 1 },
} as const;

/** The worker fails in every way that a worker can. */
export const WORKER: Campaign = defineCampaign({
  shows:
    "the worker killed, hanging, answering garbage or late, out of memory: the shop's order or a whole ranking, one more worker, every call settles",
  takes: "25 min",
  options: OPTIONS,
  run: runWorker,
});

async function runWorker(
  { visits, kind: kinds, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const random = seededRandom(seed);
  const shop = await openFaultBrowser(["--js-flags=--max-old-space-size=96"]);
  const tallies: Partial<Record<Kind, WorkerTally>> = {};
  try {
    for (const kind of kinds) {
      const tally = (tallies[kind] = { ...newTally(), knownAfterBudget: 0 });
      const count = kind === "garbage" && visits >= ALL_GARBAGE_FROM ? GARBAGE.length : visits;
      for (let number = 0; number < count; number++) {
        progress(kind, number / count);
        // A few only: spread over all kinds of garbage.
        const at = kind === "garbage" ? Math.floor((number * GARBAGE.length) / count) : number;
        await FAULTS[kind](shop, tally, { at, random });
      }
    }
  } finally {
    await shop.close();
  }
  return outcomeOf(tallies, { visits, seed, kinds });
}

interface WorkerTally extends FaultTally {
  /** Ends that were known only when the time of a call was over. */
  knownAfterBudget: number;
}

type Fault = (
  shop: FaultBrowser,
  tally: WorkerTally,
  options: { readonly at: number; readonly random: () => number },
) => Promise<void>;

const FAULTS: Readonly<Record<Kind, Fault>> = {
  killed: async (shop, tally, { at, random }) => {
    const visit = await shop.visit({ prepare: (page) => page.clock.install() });
    const afterMs = random() * KILLED_WITHIN_MS;
    await visit.page.waitForTimeout(afterMs);
    const isOfPage = at % 2 === 0;
    const wasRanked = await visit.page.evaluate(() => window.personalRank?.ranking != null);
    const killed = await kill(visit, isOfPage);
    const what = `killed by ${isOfPage ? "the page" : "itself"} after ${Math.round(afterMs)} ms`;
    // One that had not said a word yet is known to be gone only when its time is over.
    if ((await visit.settled(QUICK_MS)) === "neither") {
      await visit.page.clock.fastForward(BUDGET_MS + 1_000);
      tally.knownAfterBudget++;
    }
    await judgeVisit(tally, visit, what);
    if (killed) await judgeSecondDeath(tally, visit, { what, wasRanked });
    await visit.context.close();
  },
  hanging: async (shop, tally, { at }) => {
    const isForGood = Math.floor(at / HANGS.length) % 2 === 0;
    const visit = await shop.visit({
      beforeWorker: (number) => (number === 0 || isForGood ? HANGS[at % HANGS.length] : null),
      prepare: (page) => page.clock.install(),
    });
    for (let worker = 0; worker < 2; worker++) {
      await visit.page.waitForFunction((made) => window.madeWorkers.length > made, worker);
      await visit.page.waitForTimeout(600);
      if (!isForGood && worker > 0) break;
      const before = await visit.ids();
      await visit.page.clock.fastForward(BUDGET_MS + 1_000);
      await visit.page.waitForTimeout(100);
      const isOver = (await visit.errors()).some(({ severity }) => severity === "stopped");
      if (before.join() !== (await visit.ids()).join()) noteWrong(tally, `hanging ${at}: cards moved`);
      if (isOver) break;
    }
    await judgeVisit(tally, visit, `hanging ${at}${isForGood ? "" : ", the first one only"}`);
    await visit.context.close();
  },
  garbage: async (shop, tally, { at }) => {
    const { what, ask, script } = GARBAGE[at];
    const isForGood = at % 2 === 0;
    const visit = await shop.visit({ beforeWorker: (number) => (number === 0 || isForGood ? script : null) });
    await visit.settled();
    await mustSettle(tally, visit, ask, what);
    await judgeVisit(tally, visit, `${what}${isForGood ? "" : ", the first one only"}`);
    await visit.context.close();
  },
  late: async (shop, tally, { at, random }) => {
    const byMs = Math.round(random() * LATEST_MS);
    const visit = await shop.visit({ beforeWorker: () => late(byMs) });
    const [removed] = at % 2 === 0 ? ["item-4"] : [];
    if (removed !== undefined) {
      await visit.page.waitForTimeout(byMs + 100);
      // The list as it was asked for is no more; the card comes back, as an undone filter brings it.
      await visit.page.evaluate((id) => {
        const card = document.querySelector(`[data-id="${id}"]`)!;
        const { nextSibling, parentNode } = card;
        card.remove();
        setTimeout(() => parentNode!.insertBefore(card, nextSibling), 50);
      }, removed);
    }
    await judgeVisit(
      tally,
      visit,
      `${byMs} ms late${removed === undefined ? "" : ", a card gone meanwhile"}`,
    );
    await visit.context.close();
  },
  "out-of-memory": async (shop, tally, { at }) => {
    const isReal = at % REAL_HEAP_EVERY === REAL_HEAP_EVERY - 1;
    const script = isReal ? FILLS_HEAP : OUT_OF_MEMORY[at % OUT_OF_MEMORY.length];
    const isForGood = Math.floor(at / OUT_OF_MEMORY.length) % 2 === 0;
    const visit = await shop.visit({ beforeWorker: (number) => (number === 0 || isForGood ? script : null) });
    let hasCrashed = false;
    visit.page.on("crash", () => (hasCrashed = true));
    const what = isReal ? "a full heap" : `out of memory ${at % OUT_OF_MEMORY.length}`;
    await judgeVisit(tally, visit, what).catch((thrown: unknown) => {
      // A worker lives in its page's process: what the browser ends for want of heap is both, and no script is asked.
      if (hasCrashed) tally.ends["ended with its page"] = (tally.ends["ended with its page"] ?? 0) + 1;
      else noteWrong(tally, `judging failed: ${String(thrown)}`);
    });
    await visit.context.close();
  },
};

/** Ends the newest worker, as its page can or by itself; false if there is none yet. */
async function kill(visit: FaultVisit, isByPage: boolean): Promise<boolean> {
  if (isByPage)
    return visit.page.evaluate(() => {
      const newest = window.madeWorkers.at(-1);
      newest?.terminate();
      return newest !== undefined;
    });
  const worker = visit.page.workers().at(-1);
  if (worker === undefined) return false;
  return worker
    .evaluate(() => self.close())
    .then(
      () => true,
      () => false, // it has gone meanwhile
    );
}

/** The second worker is the last: when it ends, the page keeps the order that it has, and every call is refused. */
async function judgeSecondDeath(
  tally: FaultTally,
  visit: FaultVisit,
  { what, wasRanked }: { readonly what: string; readonly wasRanked: boolean },
): Promise<void> {
  // By its answer the page knows of the first death.
  await mustSettle(tally, visit, "window.personalRank.inspect()", what);
  const made = await madeWorkers(visit);
  if (made !== 2) {
    // One that was killed before it could say a word is not made anew.
    if (wasRanked) noteWrong(tally, `${what}: ${made} workers were made, though it had ranked`);
    return;
  }
  const before = await visit.ids();
  await kill(visit, true);
  await mustSettle(tally, visit, "window.personalRank.inspect()", `${what}, and again`);
  const after = await visit.ids();
  if (before.join() !== after.join()) noteWrong(tally, `${what}, and again: cards moved`);
  const workers = await madeWorkers(visit);
  if (workers > 2) noteWrong(tally, `${what}: ${workers} workers were made`);
}

function madeWorkers({ page }: FaultVisit): Promise<number> {
  return page.evaluate(() => window.madeWorkers.length);
}

/** Asks something; wrong is only what never settles. */
async function mustSettle(tally: FaultTally, visit: FaultVisit, ask: string, what: string): Promise<void> {
  const hasSettled = await visit.page.evaluate(
    `Promise.race([
      (async () => ${ask})().then(() => true, () => true),
      new Promise((resolve) => setTimeout(() => resolve(false), ${SETTLED_WITHIN_MS})),
    ])`,
  );
  if (hasSettled !== true) noteWrong(tally, `${what}: "${ask}" never settled`);
}
