import { type FaultBrowser, openFaultBrowser } from "./fault-browser.ts";
import { HOSTILE_HOSTS, type HostileHost } from "./hostile-hosts.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";

/** After the list was ranked or given up, or a good while has gone. */
const WATCHED_MS = 1_500;
const SETTLED_WITHIN_MS = 25_000;
/** On a quiet machine; what depends on the machine is no part of what holds. */
const MAX_TASK_MS = 50;

const OPTIONS = {
  pages: { tells: `of the ${HOSTILE_HOSTS.length} pages, the first so many`, least: 1, standard: Infinity },
} as const;

interface HostFigures {
  readonly name: string;
  readonly end: string;
  readonly cards: number;
  readonly told: readonly string[];
  readonly exceptions: readonly string[];
  /** By the Long Animation Frames API; wall-clock time, whatever else the machine did. */
  readonly ourLongestScriptMs: number;
  /** Whether the page's own button still answers. */
  readonly isUsable: boolean;
  readonly wrong: readonly string[];
}

/** The page that we are on at its worst. */
export const HOST_PAGE: Campaign = defineCampaign({
  shows:
    "22 host pages at their worst, among them 5,000 cards, cards that change 60 times a second, replaced built-ins, ad blockers: usable, nothing thrown",
  takes: "one minute on a quiet machine, 6 on a busy one",
  options: OPTIONS,
  run: runHostPage,
});

async function runHostPage(
  { pages: count }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const hosts = HOSTILE_HOSTS.slice(0, count);
  const shop = await openFaultBrowser();
  const pages: HostFigures[] = [];
  try {
    for (const [at, host] of hosts.entries()) {
      progress(host.name, at / hosts.length);
      pages.push(await visit(shop, host));
    }
  } finally {
    await shop.close();
  }
  const longest = Math.max(...pages.map(({ ourLongestScriptMs }) => ourLongestScriptMs));
  return {
    hasHeld: pages.every(({ wrong }) => wrong.length === 0),
    lines: [
      ...pages.map(
        ({ name, end, told, ourLongestScriptMs, wrong }) =>
          `${name}: ${end}; told ${told.join(", ") || "nothing"}; our longest script ${Math.round(ourLongestScriptMs)} ms${wrong.length > 0 ? `; WRONG: ${wrong.join("; ")}` : ""}`,
      ),
      `our longest script on all pages: ${Math.round(longest)} ms (target ${MAX_TASK_MS} ms on a quiet machine)`,
    ],
    figures: { pages },
  };
}

async function visit(shop: FaultBrowser, host: HostileHost): Promise<HostFigures> {
  const { name, html, blocked, isRanked, cards } = host;
  const one = await shop.visit({
    html: `${html}<button id="own" onclick="this.dataset.times = 1 + Number(this.dataset.times ?? 0)">Own</button>`,
    prepare: async (page) => {
      if (blocked !== undefined) await page.route(blocked, (route) => route.abort("blockedbyclient"));
      await page.addInitScript(() => {
        const ours: number[] = [];
        Object.assign(window, { ourScriptsMs: ours });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            scripts: { sourceURL: string; duration: number }[];
          })[])
            for (const { sourceURL, duration } of entry.scripts)
              if (sourceURL.includes("personal-rank")) ours.push(duration);
        }).observe({ type: "long-animation-frame", buffered: true });
      });
    },
  });
  try {
    const limitMs =
      isRanked === true
        ? SETTLED_WITHIN_MS * 3
        : isRanked === null
          ? SETTLED_WITHIN_MS / 3
          : SETTLED_WITHIN_MS;
    const end = blocked?.test("/personal-rank.js") === true ? "not loaded" : await one.settled(limitMs);
    await one.page.waitForTimeout(WATCHED_MS);
    const button = one.page.locator("#own");
    const isUsable = await button
      .click({ timeout: 10_000, force: true })
      .then(() => button.evaluate((element) => element.dataset["times"] === "1"))
      .catch(() => false);
    const ids = await one.ids();
    const told = (await one.errors()).map(({ reason, severity }) => `${reason} ${severity}`);
    const ourScriptsMs = await one.page.evaluate(
      () => (window as unknown as { ourScriptsMs: number[] }).ourScriptsMs,
    );
    const wrong = [
      ...one.exceptions.map((exception) => `thrown into the page: ${exception}`),
      ...(isUsable ? [] : ["its button does not answer"]),
      ...(isRanked === true && end !== "ranked" ? [`it was ${end}`] : []),
      ...(isRanked === false && end === "ranked" ? ["it was ranked"] : []),
      ...(cards !== undefined && ids.length !== cards ? [`${ids.length} cards, not ${cards}`] : []),
      ...(new Set(ids).size < ids.length ? ["a card stands there twice"] : []),
    ];
    return {
      name,
      end,
      cards: ids.length,
      told,
      exceptions: one.exceptions,
      ourLongestScriptMs: Math.max(0, ...ourScriptsMs),
      isUsable,
      wrong,
    };
  } finally {
    await one.context.close();
  }
}
