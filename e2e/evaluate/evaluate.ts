import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProgress } from "../../src/base/progress.ts";
import { seededRandom } from "../../src/base/random.ts";
import { loadCatalogue } from "../../src/demo/load-catalogue.ts";
import { searchCatalogue } from "../../src/demo/search-catalogue.ts";
import { filesHash } from "../../src/evaluation/catalogue/files-hash.ts";
import { parseConfig } from "../../src/model/config.ts";
import { startDemo } from "../demo-server.ts";
import { earlierReport } from "./earlier-report.ts";
import { EVALUATE_HELP, evaluateOptions, type EvaluateOptions } from "./evaluate-options.ts";
import { type EvaluationReport, evaluationReport } from "./evaluation-report.ts";
import { htmlReport } from "./html-report.ts";
import { personasInHarness } from "./harness/personas-in-harness.ts";
import { productHash } from "./product-hash.ts";
import { drawPersona, type PersonaWorld, personaWorld } from "./personas.ts";
import { liveIn } from "./shop-visits.ts";
import { inWindows } from "./in-windows.ts";
import { openRunFile } from "./run-file.ts";
import { replayInBrowser } from "./shoppers/replay-in-browser.ts";
import type { ShopperAgreement } from "./shoppers/shopper-agreement.ts";
import { summaryText } from "./summary-text.ts";
import type { VisitLog } from "./visit-log.ts";

/** What personas are shown, in turn. */
const ARMS = [
  ...Array.from({ length: 5 }, () => "personal" as const),
  "interleaved",
  "global",
  "shop-order",
] as const;
const WORLD_SEED = 1_000_003;
const OWN_CATALOGUE = fileURLToPath(new URL("../../public/shop/catalogue.jsonl", import.meta.url));
const MODEL = fileURLToPath(new URL("../../models/shelf-mini/config.json", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function main(options: EvaluateOptions): Promise<void> {
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  mkdirSync(options.folder, { recursive: true });
  const { seed, queries, catalogue } = options;
  const { modelId } = parseConfig(JSON.parse(readFileSync(MODEL, "utf8")), MODEL);
  const { products } = await loadCatalogue(catalogue ?? OWN_CATALOGUE);
  const counts = { queries, products: products.length };
  const earlier = options.before === null ? null : earlierReport(options.before, counts);
  const search = searchCatalogue(products);
  const world = options.personas > 0 ? personaWorld(products, search, seededRandom(WORLD_SEED + seed)) : null;
  const demo = await startDemo(catalogue === null ? [] : ["--catalog", catalogue]);
  let visits: readonly VisitLog[] = [];
  let shoppers: readonly ShopperAgreement[] = [];
  try {
    const product = productHash(ROOT);
    if (world !== null) visits = await livePersonas(options, { world, product, url: demo.url, report });
    if (options.shoppers !== null) {
      const { engines, windows, folder, maxShoppers } = options;
      const where = { engines, windows, folder, product, url: demo.url, report };
      shoppers = await replayInBrowser({ shoppers: options.shoppers, maxShoppers, ...where });
    }
  } finally {
    await demo.stop();
  }
  const lived = { hasSponsored: catalogue === null, seedOf: personaSeed(seed), visits: queries, report };
  const harness =
    world !== null && options.harness ? await personasInHarness(visits, { ...lived, world, products }) : [];
  report(null);
  const run = { seed, catalogue, ...counts, modelId };
  writeReports(evaluationReport(visits, run, { shoppers, harness }), earlier, options);
}

/** All visits of all personas: those that the folder has, and those that are lived now. */
async function livePersonas(
  { engines, clickModels, personas, queries, seed, catalogue, folder, windows }: EvaluateOptions,
  {
    world,
    product,
    url,
    report,
  }: {
    readonly world: PersonaWorld;
    readonly product: string;
    readonly url: string;
    readonly report: (what: string | null, share?: number) => void;
  },
): Promise<VisitLog[]> {
  // A line is a life: of one that was cut short nothing is left.
  const file = openRunFile<readonly VisitLog[]>(
    join(folder, "visits.jsonl"),
    JSON.stringify({
      version: 4,
      seed,
      queries,
      catalogue: filesHash([catalogue ?? OWN_CATALOGUE]),
      isOwn: catalogue === null,
      product,
    }),
  );
  const lives = engines.flatMap((engine) =>
    clickModels.flatMap((clickModel) =>
      Array.from({ length: personas }, (_, number) => ({ engine, clickModel, number })),
    ),
  );
  const isOf = (
    [visit]: readonly VisitLog[],
    { engine, clickModel, number }: (typeof lives)[number],
  ): boolean => visit.engine === engine && visit.clickModel === clickModel && visit.persona === number;
  const left = lives.filter((life) => !file.rows.some((visits) => isOf(visits, life)));
  let done = 0;
  await inWindows(left, { windows, engines }, async (browser, { engine, clickModel, number }) => {
    // The same shoppers under each click model and in each engine: differences are paired.
    const own = { number, seed: personaSeed(seed)(number), visits: queries, clickModel };
    const persona = drawPersona(world, { ...own, arm: ARMS[number % ARMS.length] });
    file.add(await liveIn(browser, persona, { url, engine }));
    report("shoppers", ++done / left.length);
  });
  return file.rows.filter((visits) => lives.some((life) => isOf(visits, life))).flat();
}

function personaSeed(seed: number): (number: number) => number {
  return (number) => seed * 100_000 + number;
}

function writeReports(
  figures: EvaluationReport,
  earlier: EvaluationReport | null,
  { folder, json }: EvaluateOptions,
): void {
  const text = `${JSON.stringify(figures, null, 1)}\n`;
  writeFileSync(join(folder, "report.json"), text);
  writeFileSync(join(folder, "report.html"), htmlReport(figures, earlier));
  if (json !== null) {
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, text);
  }
  process.stdout.write(summaryText(figures, earlier));
  process.stdout.write(`Report: ${join(folder, "report.html")}\n`);
}

try {
  const options = evaluateOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(EVALUATE_HELP);
  else await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
