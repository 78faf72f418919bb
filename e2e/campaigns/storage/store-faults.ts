import type { Browser } from "playwright";
import { seededRandom } from "../../../src/base/random.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { bareSite } from "./bare-site.ts";
import { type FaultKind, HANGS, LASTING, ONCE } from "./faulty-database.ts";
import { openChromium } from "../open-chromium.ts";
import type { ShopServer } from "../../hosting/shop-server.ts";
import { BROWSER_REFUSALS } from "./browser-refusals.ts";
import { shuffled } from "./shuffled.ts";
import { storeJourney } from "./store-journey.ts";
import { visitorDriver } from "./visitor-driver.ts";

const PAGES = 2;
const MOST_EXAMPLES = 10;

const OPTIONS = {
  share: {
    tells: "percent of the pairs of an operation and a fault; 13 have every operation once",
    least: 0,
    standard: 100,
  },
  hangs: { tells: "operations that never answer: each takes ten seconds or more", least: 0, standard: 20 },
  seed: { tells: "another order", least: 0, standard: 1 },
} as const;

/** What became of the journeys with one kind of fault. */
interface Tally {
  journeys: number;
  /** In which the last page but one kept what it learned. */
  stored: number;
  inMemory: number;
  acknowledgedAfter: number;
  keptAfter: number;
  mostOperations: number;
  problems: number;
}

/** IndexedDB failing at every operation of a visit, in every way that we know; and the browser's own ways of refusing it. */
export const STORE_FAULTS: Campaign = defineCampaign({
  shows:
    "IndexedDB failing at every operation, refused, full, lost, blocked, cleared: lists are ranked all the same",
  takes: "about an hour; --share 5 a few minutes",
  options: OPTIONS,
  run: runStoreFaults,
});

async function runStoreFaults(
  { share: percent, hangs, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const share = percent / 100;
  const random = seededRandom(seed);
  const site = await bareSite();
  const browser = await openChromium();
  try {
    const clean = await journeyIn(browser, site, { kind: "none", at: 0, clean: null });
    if (clean.problems.length > 0) throw new Error(`Without any fault: ${clean.problems.join("; ")}`);
    const count = clean.operations.length;
    const pairs = inRounds(count, [...ONCE, ...LASTING], random);
    const due = pairs.slice(0, Math.round(pairs.length * share));
    const draw = (): number => Math.floor(random() * count);
    for (let hang = 0; hang < hangs; hang++) {
      const at = draw();
      due.splice(Math.floor(random() * due.length), 0, { kind: HANGS[0], at });
    }
    const tallies: Record<string, Tally> = {};
    const examples: string[] = [];
    let done = 0;
    const all = due.length;
    await Promise.all(
      Array.from({ length: Math.min(PAGES, all) }, async () => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(site.origin);
        const driver = visitorDriver(page);
        for (let next = due.shift(); next !== undefined; next = due.shift()) {
          const { kind, at } = next;
          const result = await storeJourney(driver, { kind, at, clean: count });
          const problems = result.hasHappened
            ? result.problems
            : ["the fault did not happen", ...result.problems];
          const tally = (tallies[kind] ??= {
            journeys: 0,
            stored: 0,
            inMemory: 0,
            acknowledgedAfter: 0,
            keptAfter: 0,
            mostOperations: 0,
            problems: 0,
          });
          tally.journeys++;
          tally[result.storage === "indexeddb" ? "stored" : "inMemory"]++;
          tally.acknowledgedAfter += result.acknowledgedAfter;
          tally.keptAfter += result.keptAfter;
          tally.mostOperations = Math.max(tally.mostOperations, result.operations.length);
          if (problems.length > 0) {
            tally.problems++;
            if (examples.length < MOST_EXAMPLES)
              examples.push(`${clean.operations[at]} (${at}) ${kind}: ${problems.join("; ")}`);
          }
          progress(`${count} operations, ${examples.at(-1) ?? "no problems"}`, ++done / all);
        }
        await context.close();
      }),
    );
    const refusals: Record<string, { times: number; problems: readonly string[] }> = {};
    for (const [at, fault] of BROWSER_REFUSALS.entries()) {
      const { name } = fault;
      progress(name, at / BROWSER_REFUSALS.length);
      const times = Math.max(1, Math.round(fault.times * share));
      const problems = await fault.run({ browser, site, random, times });
      refusals[name] = { times, problems };
      examples.push(...problems.map((problem) => `${name}: ${problem}`));
    }
    return {
      hasHeld: examples.length === 0,
      lines: [
        `${all} journeys with a fault at one of ${count} operations on IndexedDB`,
        ...Object.entries(tallies).map(
          ([kind, tally]) =>
            `  ${kind}: ${tally.journeys}, stored in the end ${tally.stored}, in memory ${tally.inMemory}; most operations ${tally.mostOperations}; ${tally.problems} with problems`,
        ),
        ...Object.entries(refusals).map(
          ([name, { times, problems }]) => `  ${name}: ${times}, ${problems.length} problems`,
        ),
        ...examples,
      ],
      figures: { operations: count, journeys: all, tallies, refusals, examples },
    };
  } finally {
    await browser.close();
    await site.stop();
  }
}

async function journeyIn(
  browser: Browser,
  site: ShopServer,
  fault: Parameters<typeof storeJourney>[1],
): ReturnType<typeof storeJourney> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(site.origin);
    return await storeJourney(visitorDriver(page), fault);
  } finally {
    await context.close();
  }
}

/** Every operation with every fault: in each round every operation once, each time with a fault that it has not had. */
function inRounds(
  count: number,
  kinds: readonly FaultKind[],
  random: () => number,
): { readonly kind: FaultKind; readonly at: number }[] {
  const operations = Array.from({ length: count }, (_, at) => at);
  const orders = operations.map(() => shuffled(kinds, random));
  return kinds.flatMap((_, round) =>
    shuffled(operations, random).map((at) => ({ kind: orders[at][round], at })),
  );
}
