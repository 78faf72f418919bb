import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { seededRandom } from "../base/random.ts";
import { featureRange } from "../learning/feature-layout.ts";
import { initialHead } from "../learning/initial-head.ts";
import type { DescribedCatalogue } from "./catalogue/described-catalogue.ts";
import { encodeCatalogue } from "./catalogue/encode-catalogue.ts";
import { loadModelFolder } from "./catalogue/load-model-folder.ts";
import { modelHash } from "./catalogue/model-hash.ts";
import { readCandidates } from "./catalogue/read-candidates.ts";
import { interleaveCatalogue } from "./interleave/interleave-catalogue.ts";
import { interleaveSettings } from "./interleave/interleave-settings.ts";
import { interleaveTable } from "./interleave/interleave-table.ts";
import type { NamedCase } from "./interleave/run-interleave.ts";
import { type BeyondTaste } from "./simulate/beyond-text.ts";
import { cachedJson } from "./simulate/cached-json.ts";
import { fitPopulation } from "./simulate/fit-population.ts";
import { createHistoryScores } from "./simulate/history-scores.ts";
import { itemTokens } from "./simulate/item-tokens.ts";
import { personalContenders } from "./simulate/personal-contenders.ts";
import { type BeyondFigures, runBeyondText } from "./simulate/run-beyond-text.ts";
import { runScenario } from "./simulate/run-scenario.ts";
import { type ScenarioReport, scenarioReport, scenarioTable } from "./simulate/scenario-report.ts";
import { MAIN_SCENARIO, SCENARIOS } from "./simulate/scenarios.ts";
import { createShopperWorld } from "./simulate/shopper-world.ts";
import { contendersOf, tuneContenders } from "./simulate/tune-contenders.ts";

const HELP = `Simulated shoppers: what each way of learning gains over the global head.

  npm run eval:simulated -- --catalog FILE [options]

  --catalog FILE    products as JSONL or CSV, .gz too; or the folder of a shopper set, for its titles. With --interleave it may be given again
  --model FOLDER    model folder; models/shelf-mini unless given
  --users N         test users of the main scenario; 120 unless given. The other scenarios take a third of them
  --shoppers N      training shoppers of the population prior; 1000 unless given
  --lists N         test lists a user, half of unseen items, half of unseen categories; 120 unless given
  --scenario NAME   only this scenario; may be given again. ${SCENARIOS.map(({ name }) => name).join(", ")}
  --history         with the static score of the clicks in the base, as pages have it. Off, since it knows nothing of these
                    tastes for brands, words and prices, and costs the base about a point
  --beyond-text     instead of scenarios: what made-up facts and pictures are worth to visitors with a taste for them, and cost
                    those without; 0, 5, 10, 20 and 50 clicks
  --interleave      instead of scenarios: do drafts of two orders name the same one as NDCG@10? The product as it ships, pairs of better and
                    worse orders, groups of 20 users of each catalogue, each click model; catalogues from some hundred products, --users a
                    multiple of 20, --lists even
  --json FILE       writes the report there too
  --help            this text

Fit, tuning and test shoppers are disjoint. What was fitted is kept in the temporary folder.
`;

const HISTORY = featureRange("history").start;
const WORLD_SEED = 1;
const FIT_SEED = 101;
/** Test users' seeds; tuning users' begin elsewhere. */
const TEST_SEED = 30_000_000;
const TUNE_SEED = 50_000_000;
const ITEMS_PER_CLUSTER = 277;
/** Below it there would not be 8 seen and 4 unseen categories. */
const MIN_CLUSTERS = 20;
const PAGES_PER_SHOPPER = 40;
const ROUNDS = { meanRounds: 4, rounds: 10, startVariance: 0.05 };
const MAX_TUNE_USERS = 30;
const TUNE_LISTS = 30;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      catalog: { type: "string", multiple: true, default: [] },
      model: { type: "string", default: "models/shelf-mini" },
      users: { type: "string", default: "120" },
      shoppers: { type: "string" },
      lists: { type: "string", default: "120" },
      scenario: { type: "string", multiple: true, default: [] },
      history: { type: "boolean", default: false },
      "beyond-text": { type: "boolean", default: false },
      interleave: { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [path, ...more] = values.catalog;
  if (path === undefined) throw new Error("Wanted a catalogue: give --catalog FILE, or see --help");
  const users = countOf("--users", values.users, 2);
  const shoppers = countOf("--shoppers", values.shoppers ?? "1000", 2);
  const lists = countOf("--lists", values.lists, 2);
  const unknown = values.scenario.find((name) => SCENARIOS.every((scenario) => scenario.name !== name));
  if (unknown !== undefined) {
    const names = SCENARIOS.map(({ name }) => name).join(", ");
    throw new Error(`Wanted one of the scenarios ${names}: got --scenario ${unknown}`);
  }
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });

  const model = await loadModelFolder(values.model, null);
  const encode = async (of: string): Promise<DescribedCatalogue> =>
    encodeCatalogue(model, await readCandidates(of), (share) => report(`encoding titles of ${of}`, share));
  if (values.interleave) {
    const others = (["beyond-text", "history", "shoppers"] as const).filter((name) => values[name]);
    const settings = interleaveSettings({ ...values, others: others.map((name) => `--${name}`) });
    const { catalogues, listsPerShopper, ...plan } = settings;
    const cases: NamedCase[] = [];
    for (const [at, { name, path }] of catalogues.entries()) {
      const firstSeed = TEST_SEED + at * plan.groups * plan.shoppersPerGroup;
      const onProgress = (share: number): void => report(`${name}: shoppers and their orders`, share);
      const shoppers = { ...plan, lists: listsPerShopper, firstSeed, onProgress };
      cases.push(...interleaveCatalogue(name, await encode(path), model, shoppers));
    }
    report(null);
    process.stdout.write(interleaveTable(cases));
    writeJson(values.json, { settings, cases });
    return;
  }
  if (more.length > 0)
    throw new Error(`Wanted one --catalog without --interleave: got ${values.catalog.join(", ")}`);
  if (values["beyond-text"] && (values.history || values.scenario.length > 0))
    throw new Error("Wanted --beyond-text without --history and --scenario, which have no part in it");
  const catalogue = await encode(path);
  const { candidates } = catalogue;
  const clusters = Math.max(MIN_CLUSTERS, Math.round(candidates.length / ITEMS_PER_CLUSTER));
  report("sorting the catalogue into categories", 0);
  const world = createShopperWorld(catalogue, clusters, seededRandom(WORLD_SEED));
  const tokensOf = itemTokens(world);

  const fitPlan = { shoppers, pagesPerShopper: PAGES_PER_SHOPPER, seed: FIT_SEED, ...ROUNDS };
  const historyScores = values.history ? createHistoryScores(catalogue) : null;
  const made = { version: 4, model: modelHash(values.model), candidates, clusters, fitPlan };
  const fitted = cachedJson({ step: "fit", ...made }, () => {
    const fit = fitPopulation(world, {
      ...fitPlan,
      onProgress: (share) => report("fitting the prior", share),
    });
    return { globalWeights: [...fit.globalWeights], covariance: [...fit.covariance] };
  });
  const globalWeights = Float64Array.from(fitted.globalWeights);
  if (values.history) globalWeights[HISTORY] = initialHead()[HISTORY];
  const plan = {
    catalogue: path,
    modelId: model.config.modelId,
    users,
    shoppers,
    lists,
    history: values.history,
  };
  if (values["beyond-text"]) {
    const tastes: BeyondFigures[] = [];
    for (const taste of BEYOND_TASTES) {
      const figures = runBeyondText(world, taste, {
        globalWeights,
        historyScores: null,
        users,
        listsPerTest: Math.ceil(lists / 2),
        firstSeed: TEST_SEED,
        at: BEYOND_CHECKPOINTS,
        onProgress: (share) => report(`taste for ${taste}`, share),
      });
      report(null);
      tastes.push(figures);
      process.stdout.write(beyondLine(figures, users));
    }
    writeJson(values.json, { plan, at: BEYOND_CHECKPOINTS, tastes });
    return;
  }
  const covariance = Float64Array.from(fitted.covariance);

  const tunePlan = {
    users: Math.min(MAX_TUNE_USERS, Math.ceil(users / 3)),
    listsPerTest: Math.min(TUNE_LISTS, Math.ceil(lists / 2)),
    firstSeed: TUNE_SEED,
  };
  const settings = cachedJson({ step: "tune", ...made, tunePlan, history: values.history }, () =>
    tuneContenders(world, tokensOf, {
      ...tunePlan,
      globalWeights,
      historyScores,
      onProgress: (share) => report("tuning the contenders", share),
    }),
  );

  const own = personalContenders(covariance, model.headPrior, globalWeights);
  const baselines = contendersOf(settings, tokensOf);
  const scenarios: ScenarioReport[] = [];
  for (const scenario of SCENARIOS) {
    if (values.scenario.length > 0 && !values.scenario.includes(scenario.name)) continue;
    const isMain = scenario === MAIN_SCENARIO;
    const contenders = isMain
      ? [...own, ...baselines]
      : [...own, ...baselines].filter(({ name }) => EVERYWHERE.includes(name));
    const figures = runScenario(world, scenario, contenders, {
      users: isMain ? users : Math.ceil(users / 3),
      listsPerTest: Math.ceil(lists / 2),
      globalWeights,
      historyScores,
      firstSeed: TEST_SEED,
      onProgress: (share) => report(scenario.name, share),
    });
    report(null);
    const summary = scenarioReport(figures);
    scenarios.push(summary);
    process.stdout.write(`${scenarioTable(summary)}\n`);
  }
  writeJson(values.json, { plan, settings, scenarios });
}

function writeJson(path: string | undefined, report: unknown): void {
  if (path === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(report, null, 1)}\n`);
}

const BEYOND_TASTES: readonly BeyondTaste[] = ["nothing", "rating", "season", "looks"];
const BEYOND_CHECKPOINTS = [0, 5, 10, 20, 50];

/** NDCG@10 × 100 without and with, and the paired difference with its 95 % interval, at each checkpoint. */
function beyondLine(figures: BeyondFigures, users: number): string {
  const rows = BEYOND_CHECKPOINTS.map((clicks, at) => {
    const { mean, low, high } = figures.lifts[at];
    const [before, after] = [figures.without[at], figures.with[at]].map((ndcg) => (100 * ndcg).toFixed(2));
    return `  after ${clicks} clicks: ${before} without, ${after} with: ${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]\n`;
  });
  return `Simulated, taste for ${figures.taste}, ${users} users, NDCG@10 x 100\n${rows.join("")}`;
}

/** Contenders of all scenarios; the others meet the main one only. */
const EVERYWHERE = [
  "personal",
  "personal-population",
  "population-unguarded",
  "global-head",
  "isotropic-bayes",
  "adamw-listwise",
  "sgd",
  "prototype",
];

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
