import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Random, seededRandom } from "../../../src/base/random.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { bareSite } from "./bare-site.ts";
import { type KillableBrowser, killableBrowser } from "./killable-browser.ts";
import { type VisitorDriver, visitorDriver } from "./visitor-driver.ts";

const WAYS = ["browser", "tab", "navigation"] as const;
type Way = (typeof WAYS)[number];

/** Kills of one profile: its events must all be there still, and the store keeps 2,000. */
const KILLS_PER_PROFILE = 25;
const MOST_UPDATES = 6;
const LIST = { size: 6 };

const OPTIONS = {
  kills: { tells: "of each kind: the whole browser, its tab, a navigation", least: 1, standard: 100 },
  seed: { tells: "other moments", least: 0, standard: 1 },
} as const;

/** What became of the kills of one kind. */
interface Tally {
  kills: number;
  /** Updates that were acknowledged before. */
  acknowledged: number;
  /** Kills that came before the answer to an update, and those of them after which it was there all the same. */
  inUpdate: number;
  committed: number;
  /** Events of acknowledged updates that were gone after a kill. */
  lost: number;
}

/** A browser, a tab or a page that ends in the middle of an update. */
export const KILL_BROWSER: Campaign = defineCampaign({
  shows: "browser, tab and page killed in the middle of an update: nothing torn, no acknowledged choice lost",
  takes: "15 min",
  options: OPTIONS,
  run: runKillBrowser,
});

async function runKillBrowser(
  { kills, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const random = seededRandom(seed);
  const site = await bareSite();
  const tallies: Record<string, Tally> = {};
  const problems: string[] = [];
  let done = 0;
  try {
    for (const way of WAYS) {
      const tally: Tally = { kills: 0, acknowledged: 0, inUpdate: 0, committed: 0, lost: 0 };
      tallies[way] = tally;
      while (tally.kills < kills) {
        const times = Math.min(KILLS_PER_PROFILE, kills - tally.kills);
        await killProfile({ origin: site.origin, way, times, random }, (kill) => {
          tally.kills++;
          tally.acknowledged += kill.acknowledged;
          tally.inUpdate += Number(kill.wasInUpdate);
          tally.committed += Number(kill.wasCommitted);
          tally.lost += kill.lost;
          problems.push(...kill.problems.map((problem) => `${way}, kill ${tally.kills}: ${problem}`));
          progress(
            `killing, ${problems.length === 0 ? "nothing lost" : `${problems.length} PROBLEMS`}`,
            ++done / (WAYS.length * kills),
          );
        });
      }
    }
  } finally {
    await site.stop();
  }
  return {
    hasHeld: problems.length === 0,
    lines: [
      ...Object.entries(tallies).map(
        ([way, { kills: killed, acknowledged, inUpdate, committed, lost }]) =>
          `${way}: ${killed} kills, ${inUpdate} of them before the answer to an update, of which ${committed} had been stored; ${acknowledged} acknowledged updates, ${lost === 0 ? "all kept" : `${lost} EVENTS LOST`}`,
      ),
      ...problems,
    ],
    figures: { tallies, problems },
  };
}

/** What one kill led to. */
interface Kill {
  readonly acknowledged: number;
  readonly wasInUpdate: boolean;
  readonly wasCommitted: boolean;
  /** Acknowledged events that are gone. */
  readonly lost: number;
  readonly problems: readonly string[];
}

/** Kills one profile again and again; each time the next page looks at what the one before has left. */
async function killProfile(
  { origin, way, times, random }: { origin: string; way: Way; times: number; random: Random },
  onKill: (kill: Kill) => void,
): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "personal-rank-profile-"));
  const acknowledged = new Set<string>();
  let browser: KillableBrowser = await killableBrowser(profile);
  try {
    let driver = await freshPage(browser, origin);
    let number = 0;
    let updateMs = 50;
    for (let time = 0; time < times; time++) {
      await driver.open();
      const updates = Math.floor(random() * MOST_UPDATES);
      let answered = 0;
      const learn = async (): Promise<void> => {
        const ranking = await driver.rank(number, LIST);
        const beganMs = performance.now();
        const ids = await driver.learn(ranking, number);
        for (const id of ids) acknowledged.add(id);
        updateMs = (updateMs + performance.now() - beganMs) / 2;
        answered++;
      };
      for (let update = 0; update < updates; update++, number++) await learn();
      const ranking = await driver.rank(number, LIST);
      // The one that looks afterwards is there before: what opens a page meanwhile would let the update end.
      const next = way === "tab" ? await freshPage(browser, origin) : null;
      let isAnswered = false;
      const lastIds: string[] = [];
      const update = driver
        .learn(ranking, number)
        .then((ids) => {
          isAnswered = true;
          lastIds.push(...ids);
        })
        .catch(() => undefined); // it is killed
      await wait(random() * updateMs * 1.2);
      const wasInUpdate = !isAnswered;
      for (const id of lastIds) acknowledged.add(id);
      const clickId = `v/ranking ${number}/click `;
      const { page } = driver;
      if (way === "browser") {
        await browser.kill();
        browser = await killableBrowser(profile);
        driver = await freshPage(browser, origin);
      } else if (next !== null) {
        await page.close();
        driver = next;
      } else await page.goto(`${origin}/?${number}`);
      await update;
      const kept = await driver.kept();
      const problems = [...kept.faults];
      const lost = [...acknowledged].filter((id) => !kept.eventIds.has(id));
      for (const id of lost) acknowledged.delete(id); // told once
      if (lost.length > 0) problems.push(`${lost.length} acknowledged events are lost, ${lost[0]}`);
      const started = await driver.open();
      if (started.storage !== "indexeddb") problems.push("the database is not used");
      if (started.generation !== kept.generation)
        problems.push(`generation ${kept.generation} is stored, ${started.generation} is used`);
      problems.push(...(await driver.warnings()));
      const wasCommitted = wasInUpdate && [...kept.eventIds].some((id) => id.startsWith(clickId));
      onKill({
        acknowledged: answered + Number(!wasInUpdate),
        wasInUpdate,
        wasCommitted,
        lost: lost.length,
        problems,
      });
      number++;
    }
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function freshPage({ context }: KillableBrowser, origin: string): Promise<VisitorDriver> {
  const page = await context.newPage();
  await page.goto(origin);
  return visitorDriver(page);
}
