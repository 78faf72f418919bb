import type { Browser, Request } from "playwright";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { startDemo, syncKeyAt } from "../../demo-server.ts";
import { bareSite } from "./bare-site.ts";
import { installFaults } from "./faulty-database.ts";
import { frozenTab, LINGERS } from "./frozen-tab.ts";
import { openChromium } from "../open-chromium.ts";
import type { ShopServer } from "../../hosting/shop-server.ts";
import { type VisitorDriver, visitorDriver } from "./visitor-driver.ts";

const TABS = [2, 3, 4, 5, 6, 7, 8] as const;
const LIST = { size: 6 };
/** Between looks whether the server has had an upload, and until it should have. */
const WAIT_MS = 500;
const MOST_WAIT_MS = 30_000;

const OPTIONS = {
  updates: { tells: "of all tabs together", least: TABS.length, standard: 10_000 },
  freezes: { tells: "tabs that are frozen while they hold the lock", least: 0, standard: 20 },
} as const;

/** Several tabs of one visitor that all learn at once, and one of them frozen. */
export const TABS_CAMPAIGN: Campaign = defineCampaign({
  shows:
    "2 to 8 tabs that learn at once, and one frozen while it holds the lock: no update lost, one uploader, nobody waits",
  takes: "14 min",
  options: OPTIONS,
  run: runTabs,
});

async function runTabs(
  { updates, freezes }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const site = await bareSite(`(${installFaults.toString()})();${LINGERS}`);
  const browser = await openChromium();
  const problems: string[] = [];
  const rounds: Round[] = [];
  const waits: number[] = [];
  try {
    let done = 0;
    for (const tabs of TABS) {
      const round = await learnTogether({ browser, site }, tabs, Math.ceil(updates / TABS.length), () =>
        progress(
          `learning, ${problems.length === 0 ? "nothing lost" : problems.at(-1)}`,
          Math.min(1, ++done / updates),
        ),
      );
      rounds.push(round);
      problems.push(...round.problems.map((problem) => `${tabs} tabs: ${problem}`));
    }
    for (let freeze = 0; freeze < freezes; freeze++) {
      progress("freezing", freeze / freezes);
      const context = await browser.newContext();
      const frozen = await frozenTab(context, site);
      await context.close();
      waits.push(frozen.waitedMs);
      problems.push(...frozen.problems.map((problem) => `frozen tab: ${problem}`));
    }
  } finally {
    await browser.close();
    await site.stop();
  }
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return {
    hasHeld: problems.length === 0,
    lines: [
      `${sum(({ updates: done }) => done)} updates of ${TABS[0]} to ${TABS.at(-1)} tabs, ${sum(({ lost }) => lost)} lost; ${sum(({ sent }) => sent)} uploads, ${sum(({ accepted }) => accepted)} accepted, at most ${Math.max(...rounds.map(({ atOnce }) => atOnce))} at once`,
      `${waits.length} tabs frozen while they held the lock; the others waited at most ${Math.round(Math.max(0, ...waits))} ms`,
      ...problems,
    ],
    figures: { rounds, waitsMs: waits, problems },
  };
}

/** What some tabs did together. */
interface Round {
  readonly tabs: number;
  readonly updates: number;
  readonly lost: number;
  readonly sent: number;
  /** Of what was sent: what the server has said yes to. */
  readonly accepted: number;
  /** Most uploads that were under way together. */
  readonly atOnce: number;
  readonly problems: readonly string[];
}

async function learnTogether(
  { browser, site }: { readonly browser: Browser; readonly site: ShopServer },
  tabs: number,
  updates: number,
  onUpdate: () => void,
): Promise<Round> {
  const demo = await startDemo();
  const context = await browser.newContext();
  const problems: string[] = [];
  let [sent, underWay, atOnce] = [0, 0, 0];
  const receipts: number[] = [];
  try {
    const isUpload = (url: string, method: string): boolean => method === "POST" && url.includes("/v1/");
    context.on("request", (request) => {
      if (!isUpload(request.url(), request.method())) return;
      sent++;
      atOnce = Math.max(atOnce, ++underWay);
    });
    const onEnd = (request: Request): void => {
      if (isUpload(request.url(), request.method())) underWay--;
    };
    context.on("requestfinished", onEnd);
    context.on("requestfailed", onEnd);
    context.on("response", (response) => {
      if (isUpload(response.url(), response.request().method()) && response.ok())
        receipts.push(response.status());
    });
    const sync = { syncUrl: `${demo.url}/v1`, syncKey: await syncKeyAt(demo.url) };
    const drivers: VisitorDriver[] = [];
    for (let tab = 0; tab < tabs; tab++) {
      const page = await context.newPage();
      await page.goto(site.origin);
      const driver = visitorDriver(page);
      await driver.open(undefined, sync);
      drivers.push(driver);
    }
    let entries = 0;
    let begun = 0;
    const outcomes: string[] = [];
    const generations: number[] = [];
    await Promise.all(
      drivers.map(async (driver, tab) => {
        while (begun < updates) {
          const number = begun++; // one person: what is done in one tab comes after what was done in another
          const ranking = await driver.rank(number, { ...LIST, who: `t${tab}` });
          const { generation, didUpdate } = await driver.click(ranking, number);
          entries += 2;
          if (didUpdate) generations.push(generation);
          onUpdate();
        }
        // All of them at once.
        const { outcome } = await driver.call<"share">({ type: "share" });
        outcomes.push(outcome);
      }),
    );
    // Where a tab was already at it by itself, all of them have left it to that one, which may have had nothing to send.
    for (let waitedMs = 0; receipts.length === 0 && waitedMs < MOST_WAIT_MS; waitedMs += WAIT_MS) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      if (receipts.length === 0) outcomes.push((await drivers[0].call<"share">({ type: "share" })).outcome);
    }
    for (const driver of drivers) {
      await driver.call<"exposure">({ type: "exposure" });
      problems.push(...(await driver.warnings()));
      await driver.close();
    }
    const kept = await drivers[0].kept();
    problems.push(...kept.faults);
    // Heads that came from the server are entries too.
    const lost = Math.max(0, entries - kept.entries) + Math.abs(generations.length - kept.generation);
    if (lost > 0)
      problems.push(
        `${entries} entries and ${generations.length} updates were acknowledged, ${kept.entries} and ${kept.generation} are kept`,
      );
    if (new Set(generations).size !== generations.length) problems.push("two updates were of one generation");
    if (receipts.length === 0 || atOnce > 1)
      problems.push(
        `shared: ${outcomes.join(", ")}; ${receipts.length} of ${sent} accepted, ${atOnce} at once`,
      );
    return { tabs, updates: entries / 2, lost, sent, accepted: receipts.length, atOnce, problems };
  } finally {
    await context.close();
    await demo.stop();
  }
}
