import { seededRandom } from "../../../src/base/random.ts";
import {
  type FaultBrowser,
  type FaultVisit,
  openFaultBrowser,
  SHOP_ORDER,
  shopPage,
} from "./fault-browser.ts";
import { type FaultTally, judgeVisit, newTally, noteWrong, outcomeOf } from "./fault-tally.ts";
import {
  destroyed,
  FIND_STORED_NAN,
  notANumber,
  outOfMemory,
  vanished,
  WRONG_SHADERS,
} from "./gpu-faults.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";

const KINDS = ["destroyed", "process-killed", "out-of-memory", "adapter-gone", "not-a-number"] as const;
type Kind = (typeof KINDS)[number];

/** An emulated GPU is open, and has encoded a list, by then. */
const WITHIN_MS = 4_000;
const RANKED_WITHIN_MS = 90_000;
/** What the worker warns of waits for a second: the page might be about to go. */
const TOLD_WITHIN_MS = 1_500;
const GPU_GIVEN_UP = "webgpu-unavailable degraded";
/** So many kills of its GPU process, and a browser gives up on GPUs: then it is another one's turn. */
const VISITS_PER_BROWSER = 2;

const OPTIONS = {
  visits: { tells: "visits with each kind of fault", least: 1, standard: 50 },
  kind: { tells: "kinds of faults", names: KINDS },
  seed: { tells: "other moments", least: 0, standard: 1 },
} as const;

/** The GPU fails in every way that we can make it. */
export const GPU: Campaign = defineCampaign({
  shows:
    "the GPU lost, its process killed, without memory, without an adapter, with shaders that give NaN: lists are ranked all the same; one that is lost once is made anew, or the page is told; no NaN is stored",
  takes: "20 min",
  options: OPTIONS,
  run: runGpu,
});

async function runGpu(
  { visits, kind: kinds, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const random = seededRandom(seed);
  const tallies: Record<string, GpuTally> = {};
  // Where the GPU does not work at all, nothing that is done to it shows anything.
  for (const kind of [null, ...kinds]) {
    const tally = (tallies[kind ?? "no fault"] = { ...newTally(), backends: {}, vectors: 0 });
    let shop = await openFaultBrowser();
    try {
      for (let number = 0; number < (kind === null ? 1 : visits); number++) {
        progress(kind ?? "no fault", number / visits);
        if (kind === "process-killed" && number % VISITS_PER_BROWSER === 0 && number > 0) {
          await shop.close();
          shop = await openFaultBrowser();
        }
        await visitWith(shop, tally, { kind, number, random });
      }
    } finally {
      await shop.close();
    }
  }
  return outcomeOf(tallies, { visits, seed, kinds }, ({ backends, vectors }) => {
    const ended = Object.entries(backends).map(([backend, times]) => `${backend} ${times}×`);
    return `; at the end on ${ended.join(", ")}; ${vectors} vectors stored`;
  });
}

interface GpuTally extends FaultTally {
  /** Where the second list was encoded. */
  readonly backends: Record<string, number>;
  vectors: number;
}

/** One page: a list, the fault some time, and a list with two more cards, which have to be encoded. */
async function visitWith(
  shop: FaultBrowser,
  tally: GpuTally,
  { kind, number, random }: { kind: Kind | null; number: number; random: () => number },
): Promise<void> {
  const afterMs = Math.round(random() * WITHIN_MS);
  const isEvery = number % 2 === 1;
  const script = scriptOf(kind, { afterMs, isEvery, number, random });
  const what =
    kind === null ? "no fault" : `${kind} ${number}, ${afterMs} ms${isEvery ? ", every device" : ""}`;
  const visit = await shop.visit({
    html: shopPage().replace('data-backend="wasm"', 'data-backend="webgpu"'),
    beforeWorker: () => script,
  });
  try {
    if (kind === "process-killed") {
      const session = await shop.browser.newBrowserCDPSession();
      for (let kill = 0; kill < (isEvery ? 2 : 1); kill++) {
        await visit.page.waitForTimeout(afterMs);
        await session.send("Browser.crashGpuProcess" as never).catch(() => undefined); // never answered by some
      }
    }
    await judgeVisit(tally, visit, what);
    await rankMore(visit, ["Cane armchair", "Glass vase"]);
    const order = await visit.ids();
    if (order.length !== SHOP_ORDER.length + 2) noteWrong(tally, `${what}: ${order.length} cards`);
    const backend = await visit.page.evaluate(
      async () => (await window.personalRank!.inspect()).encoder?.backend ?? "none",
    );
    if (backend !== "webgpu") await visit.page.waitForTimeout(TOLD_WITHIN_MS);
    const reasons = (await visit.errors()).map(({ reason, severity }) => `${reason} ${severity}`);
    tally.backends[backend] = (tally.backends[backend] ?? 0) + 1;
    // A device that is lost is made anew, unless that is while it is opened, or it is lost again: then the page is told.
    const isExplained = backend === "webgpu" || (kind !== null && reasons.includes(GPU_GIVEN_UP));
    if (!isExplained) noteWrong(tally, `${what}: it ended on ${backend}, and nobody was told`);
    for (const told of reasons) if (told !== GPU_GIVEN_UP) noteWrong(tally, `${what}: told "${told}"`);
    const { found, vectors } = (await visit.page.evaluate(FIND_STORED_NAN)) as {
      found: string[];
      vectors: number;
    }; // as written there
    tally.vectors += vectors;
    for (const path of found) noteWrong(tally, `${what}: NaN stored at ${path}`);
  } catch (thrown) {
    noteWrong(tally, `${what}: ${String(thrown)}`);
  } finally {
    await visit.context.close();
  }
}

function scriptOf(
  kind: Kind | null,
  {
    afterMs,
    isEvery,
    number,
    random,
  }: { afterMs: number; isEvery: boolean; number: number; random: () => number },
): string | null {
  switch (kind) {
    case "destroyed":
      return destroyed(afterMs, isEvery);
    case null:
    case "process-killed":
      return null;
    case "out-of-memory":
      return outOfMemory(Math.floor(random() * 90), isEvery, number % 4 > 1);
    case "adapter-gone":
      return vanished(afterMs, number % 5 === 4);
    case "not-a-number":
      return number % 10 === 9 ? WRONG_SHADERS : notANumber(Math.floor(random() * 8), isEvery);
  }
}

/** The shop shows two more cards; resolves when they are ranked. */
async function rankMore({ page }: FaultVisit, titles: readonly string[]): Promise<void> {
  await page.evaluate((added) => {
    const list = document.querySelector("#results")!;
    for (const [at, title] of added.entries()) {
      const card = list.firstElementChild!.cloneNode(true) as HTMLElement;
      card.dataset["id"] = `more-${at}`;
      card.querySelector("h2")!.textContent = title;
      list.append(card);
    }
  }, titles);
  await page.waitForFunction(
    (wanted) => window.personalRank?.ranking?.items.length === wanted,
    SHOP_ORDER.length + titles.length,
    { timeout: RANKED_WITHIN_MS },
  );
}
