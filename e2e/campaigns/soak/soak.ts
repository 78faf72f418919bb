import { startDemo, syncKeyAt } from "../../demo-server.ts";
import { startShopServer } from "../../hosting/shop-server.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { openChromium } from "../open-chromium.ts";
import { spreadOf } from "../spread.ts";
import { judgeFreezes, type Thaw } from "./judge-freezes.ts";
import { judgeSoak } from "./judge-soak.ts";
import { installSoakClock } from "./soak-clock.ts";
import { openProbes } from "./soak-probes.ts";
import { type Look, SERIES } from "./soak-series.ts";
import { soakItems, soakPage } from "./soak-shop.ts";
import { installSoakVisitor, type Stretch } from "./soak-visitor.ts";
import { installWorkerCounts } from "./soak-worker.ts";

/** Looks at a run; fewer where there is less to do. */
const LOOKS = 200;
const LEAST_STRETCH = 20;
/** On a GPU that is emulated, where an update takes a second. */
const GPU_STRETCH = 5;
/** By then there are 2,000 events, and every text has been shown. */
const WARM_UP = 2_500;
/** What every tab holds some of: where it is 0 it was not looked at. */
const PRESENT = [
  "JS heap of the page",
  "JS heap of the worker",
  "DOM nodes",
  "event listeners",
  "records in the database",
  "size of the records",
  "database as the browser counts it",
];
const PRESENT_ON = { wasm: ["wasm memory"], webgpu: ["GPU buffers", "GPU memory"] } as const;
const OF_GPU = [...PRESENT_ON.webgpu, "wasm memory", "timers of the worker"];
const STARTED_WITHIN_MS = 60_000;
const SYNC_EVERY = 20;

const OPTIONS = {
  minutes: { tells: "minutes in which one tab ends, with what it has", least: 1, standard: Infinity },
  updates: { tells: "updates of one tab, with as many rankings or more", least: 20, standard: 100_000 },
  gpu: {
    tells: "updates of another, all of whose texts are new, on an emulated GPU",
    least: 0,
    standard: 400,
  },
  freezes: {
    tells: "times that the tab is frozen after that, and gets another worker",
    least: 0,
    standard: 60,
  },
  seed: { tells: "another visitor", least: 0, standard: 1 },
} as const;

/** One tab that stays open for days. */
export const SOAK: Campaign = defineCampaign({
  shows:
    "one tab, 100,000 updates and rankings without a reload: memory, wasm pages, GPU buffers, the database, nodes, listeners and timers stay flat; the time that each takes is told",
  takes:
    "three hours, at the ten updates a second that 5,300 of them took; a few thousand are enough to find a leak",
  options: OPTIONS,
  run: runSoak,
});

/** One visitor's tab. */
interface Tab {
  readonly looks: readonly Look[];
  /** After each freeze. */
  readonly frozen: readonly Thaw[];
  /** Where texts were encoded in the end. */
  readonly backend: string;
}

async function runSoak(
  { updates, minutes, gpu, freezes, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const stay = (what: Stay): Promise<Tab> =>
    stayOpen({ ...what, seed, mostMs: minutes * 60_000 }, (how, share) =>
      progress(`${what.backend}: ${how}`, share),
    );
  const tab = await stay({
    backend: "wasm",
    updates,
    freezes,
    stretch: Math.max(LEAST_STRETCH, Math.ceil(updates / LOOKS)),
  });
  const onGpu =
    gpu === 0 ? null : await stay({ backend: "webgpu", updates: gpu, freezes: 0, stretch: GPU_STRETCH });
  const judged = {
    wasm: judgeSoak(tab.looks, {
      warmUp: WARM_UP,
      names: Object.keys(SERIES),
      present: [...PRESENT, ...PRESENT_ON.wasm],
    }),
    freezes: judgeFreezes(tab.frozen),
    GPU:
      onGpu === null
        ? null
        : judgeSoak(onGpu.looks, { warmUp: 0, names: OF_GPU, present: [...PRESENT, ...PRESENT_ON.webgpu] }),
  };
  const told = Object.entries(judged).flatMap(([name, one]) => (one === null ? [] : [{ name, ...one }]));
  const problems = [
    ...told.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    ...elsewhere("wasm", tab),
    ...(onGpu === null ? [] : elsewhere("webgpu", onGpu)),
  ];
  return {
    hasHeld: problems.length === 0,
    lines: [
      ...told.flatMap(({ name, lines }) => lines.map((line) => `${name}: ${line}`)),
      ...problems.map((problem) => `WRONG: ${problem}`),
    ],
    figures: {
      options: { updates, minutes: minutes === Infinity ? null : minutes, gpu, freezes, seed },
      problems,
      ...Object.fromEntries(told.map(({ name, figures }) => [name, figures])),
      looks: tab.looks.map(keptOf),
      looksGpu: onGpu?.looks.map(keptOf) ?? null,
    },
  };
}

/** What a tab that is to encode on one backend shows nothing of if it did so on another. */
function elsewhere(wanted: Stay["backend"], { backend }: Tab): string[] {
  return backend === wanted ? [] : [`A tab that was to encode on ${wanted} did so on ${backend}`];
}

/** What goes to the file of a look: not each latency. */
function keptOf({ updates, stretch, probe }: Look): object {
  const { updateMs, rankMs, ...rest } = stretch;
  return { updates, stretch: { ...rest, updateMs: spreadOf(updateMs), rankMs: spreadOf(rankMs) }, probe };
}

interface Stay {
  readonly backend: "wasm" | "webgpu";
  readonly updates: number;
  readonly freezes: number;
  /** Updates between two looks. */
  readonly stretch: number;
}

/** Opens one tab and leaves it open. */
async function stayOpen(
  {
    backend,
    updates,
    freezes,
    stretch,
    seed,
    mostMs,
  }: Stay & { readonly seed: number; readonly mostMs: number },
  tell: (what: string, share: number) => void,
): Promise<Tab> {
  const demo = await startDemo();
  const sync = `data-sync="${demo.url}/v1" data-sync-key="${await syncKeyAt(demo.url)}"`;
  const html = soakPage(backend, sync);
  const site = await startShopServer(
    (path) => (path === "/" ? html : null),
    () => ({ "cache-control": "max-age=3600" }),
    { "/personal-rank-worker.js": `(${installWorkerCounts.toString()})();` },
  );
  const browser = await openChromium();
  const looks: Look[] = [];
  const frozen: Thaw[] = [];
  try {
    const page = await (await browser.newContext()).newPage();
    const options = { items: soakItems(), seed, isAlwaysNew: backend === "webgpu" };
    // One script: of several Playwright promises no order.
    await page.addInitScript(
      `(${installSoakClock.toString()})(); (${installSoakVisitor.toString()})(${JSON.stringify(options)});`,
    );
    await page.goto(site.origin);
    await page.waitForFunction(() => window.personalRank?.ranking != null, null, {
      timeout: STARTED_WITHIN_MS,
    });
    const probes = await openProbes(page);
    const untilMs = performance.now() + mostMs;
    for (let done = 0; done < updates && performance.now() < untilMs;) {
      const startedMs = performance.now();
      const went = await page.evaluate((count) => window.soakVisitor.go(count), stretch);
      const perSecond = (1_000 * went.updates) / (performance.now() - startedMs);
      if (went.updates === 0)
        throw new Error(`Nothing is learned any more: ${JSON.stringify(went.problems)}`);
      done += went.updates;
      if (looks.length % SYNC_EVERY === 0) await page.evaluate(() => window.personalRank!.share());
      // Calls are answered one after another, when what came before is stored: the look is at a worker that holds no more than it keeps.
      await page.evaluate(() => window.personalRank!.exposure());
      looks.push({ updates: done, stretch: went, probe: await probes.whole() });
      tell(`${done} updates, ${perSecond.toFixed(1)} a second${problemText(went)}`, done / updates);
    }
    const encodedOn = await page.evaluate(
      async () => (await window.personalRank!.inspect()).encoder?.backend ?? "nothing",
    );
    for (let time = 0; time < freezes; time++) {
      tell(`frozen ${time} times`, time / freezes);
      const { problems } = await page.evaluate(() => window.soakVisitor.freeze());
      const madeWorkers = await page.evaluate(() => window.soakClock.madeWorkers());
      frozen.push({ problems, madeWorkers, probe: await probes.page() });
    }
    return { looks, frozen, backend: encodedOn };
  } finally {
    await browser.close();
    await site.stop();
    await demo.stop();
  }
}

function problemText({ problems }: Stretch): string {
  return Object.entries(problems)
    .map(([problem, times]) => `; ${times} times: ${problem}`)
    .join("");
}
