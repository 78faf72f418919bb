import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createProgress } from "../../src/base/progress.ts";
import { seededRandom } from "../../src/base/random.ts";
import { loadCatalogue } from "../../src/demo/load-catalogue.ts";
import { searchCatalogue } from "../../src/demo/search-catalogue.ts";
import { chromiumLaunchOptions } from "../chromium.ts";
import { parseConfig } from "../../src/model/config.ts";
import { startDemo } from "../demo-server.ts";
import { EVALUATE_HELP, evaluateOptions, type EvaluateOptions } from "./evaluate-options.ts";
import { type EvaluationReport, evaluationReport } from "./evaluation-report.ts";
import { htmlReport } from "./html-report.ts";
import { drawPersona, type Persona, personaWorld } from "./personas.ts";
import { liveIn } from "./shop-visits.ts";
import { summaryText } from "./summary-text.ts";
import { openVisitFile } from "./visit-log.ts";

/** One persona in this many sees the shop's order. */
const HELD_OUT_EVERY = 6;
const WORLD_SEED = 1_000_003;
const OWN_CATALOGUE = fileURLToPath(new URL("../../public/shop/catalogue.jsonl", import.meta.url));
const MODEL = fileURLToPath(new URL("../../models/shelf-mini/config.json", import.meta.url));

async function main(options: EvaluateOptions): Promise<void> {
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const { products } = await loadCatalogue(options.catalogue ?? OWN_CATALOGUE);
  const world = personaWorld(products, searchCatalogue(products), seededRandom(WORLD_SEED + options.seed));
  mkdirSync(options.folder, { recursive: true });
  const { seed, queries, catalogue } = options;
  const { modelId } = parseConfig(JSON.parse(readFileSync(MODEL, "utf8")), MODEL);
  const file = openVisitFile(
    join(options.folder, "visits.jsonl"),
    JSON.stringify({ version: 1, seed, queries, catalogue, modelId }),
  );
  const lives = options.engines.flatMap((engine) =>
    options.clickModels.flatMap((clickModel) =>
      Array.from({ length: options.personas }, (_, number) => ({ engine, clickModel, number })),
    ),
  );
  const isDone = ({ engine, clickModel, number }: (typeof lives)[number]): boolean =>
    file.visits.some(
      (visit) => visit.engine === engine && visit.clickModel === clickModel && visit.persona === number,
    );
  const left = lives.filter((life) => !isDone(life));
  const personaOf = ({ clickModel, number }: (typeof lives)[number]): Persona =>
    drawPersona(world, {
      number,
      // The same shoppers under each click model and in each engine: differences are paired.
      seed: options.seed * 100_000 + number,
      visits: queries,
      clickModel,
      arm: number % HELD_OUT_EVERY === HELD_OUT_EVERY - 1 ? "shop-order" : "personal",
    });
  if (left.length > 0) {
    const demo = await startDemo(catalogue === null ? [] : ["--catalog", catalogue]);
    const waiting = [...left];
    let done = 0;
    const work = async (): Promise<void> => {
      // A browser of its own for each window, and a new one now and then: what a browser keeps is not what is measured.
      let browser = await chromium.launch(chromiumLaunchOptions());
      let lived = 0;
      for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) {
        if (++lived % 20 === 0) {
          await browser.close();
          browser = await chromium.launch(chromiumLaunchOptions());
        }
        file.add(await liveIn(browser, personaOf(life), { url: demo.url, engine: life.engine }));
        report("shoppers", ++done / left.length);
      }
      await browser.close();
    };
    try {
      await Promise.all(Array.from({ length: Math.min(options.windows, left.length) }, work));
    } finally {
      await demo.stop();
    }
  }
  report(null);
  const wanted = file.visits.filter((visit) =>
    lives.some(
      ({ engine, clickModel, number }) =>
        visit.engine === engine && visit.clickModel === clickModel && visit.persona === number,
    ),
  );
  const figures = evaluationReport(wanted, { seed, queries, catalogue, products: products.length, modelId });
  const before =
    options.before === null ? null : (JSON.parse(readFileSync(options.before, "utf8")) as EvaluationReport);
  const json = `${JSON.stringify(figures, null, 1)}\n`;
  writeFileSync(join(options.folder, "report.json"), json);
  writeFileSync(join(options.folder, "report.html"), htmlReport(figures, before));
  if (options.json !== null) {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(options.json, json);
  }
  process.stdout.write(summaryText(figures, before));
  process.stdout.write(`Report: ${join(options.folder, "report.html")}\n`);
}

try {
  const options = evaluateOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(EVALUATE_HELP);
  else await main(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
