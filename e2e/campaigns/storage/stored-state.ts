import { seededRandom } from "../../../src/base/random.ts";
import { SCHEMA_VERSION } from "../../../src/store/schema.ts";
import type { StartOptions } from "../../../src/worker/protocol.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { bareSite } from "./bare-site.ts";
import { openChromium } from "../open-chromium.ts";
import { shuffled } from "./shuffled.ts";
import { stateMutations } from "./state-mutations.ts";
import { stateVisit } from "./state-visit.ts";
import { FROZEN_VERSIONS, frozenDatabase, type StoredDatabase } from "./stored-database.ts";
import { visitorDriver } from "./visitor-driver.ts";
import { wholeDatabase } from "./whole-database.ts";

const PAGES = 2;
const MOST_EXAMPLES = 40;
const LEARNERS = ["bayes", "sgd", "adamw"] as const;
const MODELS = ["shelf-tiny", "shelf-mini"] as const;

const OPTIONS = {
  edits: { tells: "fields with a wrong value, drawn by the seed", least: 0, standard: Infinity },
  first: { tells: "edit to go on from", least: 0, standard: 0 },
  learners: {
    tells: "of the rules that a page may ask for, those that meet every version",
    least: 1,
    standard: LEARNERS.length,
  },
  seed: { tells: "other edits first", least: 0, standard: 1 },
} as const;

/** One database, as it is found by a page that asks for something. */
interface Case {
  readonly what: string;
  readonly kind: "version" | "edit";
  readonly database: StoredDatabase;
  readonly options: Partial<StartOptions>;
}

/** What other versions, other models and other hands have left in the database. */
export const STORED_STATE: Campaign = defineCampaign({
  shows:
    "state of every earlier schema, of a newer one, of another model, and with every field wrong: gone on from or set aside",
  takes: "hours; --edits 500 about ten minutes",
  options: OPTIONS,
  run: runStoredState,
});

async function runStoredState(
  { edits: most, first: from, learners, seed }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  const random = seededRandom(seed);
  const site = await bareSite();
  const browser = await openChromium();
  try {
    const first = await browser.newPage();
    await first.goto(site.origin);
    const today = await wholeDatabase(visitorDriver(first));
    await first.close();
    const all = shuffled(stateMutations(today), random);
    const edits = all.slice(from, from + most);
    const versions = versionCases(today, site.origin, learners);
    const due: Case[] = [
      ...versions,
      ...edits.map(({ what, database }) => ({ what, kind: "edit" as const, database, options: {} })),
    ];
    const count = due.length;
    const problems: string[] = [];
    const versionsFound: Record<string, string> = {};
    const edited = { visits: 0, quiet: 0, told: 0, inMemory: 0, problems: 0 };
    let done = 0;
    await Promise.all(
      Array.from({ length: PAGES }, async () => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(site.origin);
        const driver = visitorDriver(page);
        for (let next = due.shift(); next !== undefined; next = due.shift()) {
          const { what, kind, database, options } = next;
          const visit = await stateVisit(driver, database, { holdOut: 0.2, monitor: "beacon", ...options });
          if (kind === "version") {
            const events = database.stores["events"]?.length ?? 0;
            versionsFound[what] = `${visit.storage}, ${visit.keptEvents} of ${events} events`;
            // One of a version to come is left alone.
            if (
              database.version <= SCHEMA_VERSION &&
              (visit.storage !== "indexeddb" || visit.keptEvents === 0)
            )
              problems.push(`${what}: it is not gone on from: ${versionsFound[what]}`);
          } else {
            edited.visits++;
            edited[visit.warnings.length === 0 ? "quiet" : "told"]++;
            edited.inMemory += Number(visit.storage === "memory");
            edited.problems += Number(visit.problems.length > 0);
          }
          problems.push(...visit.problems.map((problem) => `${what}: ${problem}`));
          progress(problems.at(-1) ?? "no problems", ++done / count);
        }
        await context.close();
      }),
    );
    return {
      hasHeld: problems.length === 0,
      lines: [
        `${versions.length} pairs of a version with a model and a rule`,
        `${edited.visits} of ${all.length} wrong fields: ${edited.quiet} without a word, ${edited.told} told; ${edited.inMemory} in memory; ${edited.problems} with problems`,
        ...problems.slice(0, MOST_EXAMPLES),
      ],
      figures: { versions: versionsFound, edits: { ...edited, of: all.length, from }, problems },
    };
  } finally {
    await browser.close();
    await site.stop();
  }
}

/** Every version with every model and rule. */
function versionCases(today: StoredDatabase, origin: string, learners: number): Case[] {
  const databases: StoredDatabase[] = [
    ...FROZEN_VERSIONS.map(frozenDatabase),
    today,
    { version: SCHEMA_VERSION + 1, stores: { ...today.stores, something: [{ key: "new" }] } },
  ];
  return databases.flatMap((database) =>
    MODELS.flatMap((model) =>
      LEARNERS.slice(0, learners).map((learner): Case => ({
        what: `version ${database.version}, ${model}, ${learner}`,
        kind: "version",
        database,
        options: { learner, modelUrl: `${origin}/models/${model}/` },
      })),
    ),
  );
}
