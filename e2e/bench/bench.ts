import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { chromiumLaunchOptions } from "../chromium.ts";
import { type BenchOptions, HELP, readOptions } from "./bench-options.ts";
import { buildPage } from "./build-page.ts";
import { type Curves, curvesSection } from "./curves-section.ts";
import { encodeSection } from "./encode-section.ts";
import { EngineHost } from "./engine-host.ts";
import { headSection } from "./head-section.ts";
import { installPeers } from "./install-peers.ts";
import { memorySection } from "./memory-section.ts";
import { type ModelName, MODEL_NAMES, writeModelFolders } from "./model-folders.ts";
import { pageSection } from "./page-section.ts";
import { report } from "./report.ts";
import type { Results } from "./results.ts";
import type { SectionContext } from "./section.ts";
import { startSection } from "./start-section.ts";
import { webgpuSection } from "./webgpu-section.ts";
import { TITLE_SOURCE } from "./workloads.ts";
import { writeFiles } from "./write-files.ts";

const startedMs = performance.now();

/** A line of progress with the time that has passed. */
function say(line: string): void {
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${line}\n`);
}

async function run(options: BenchOptions): Promise<{ results: Results; curves: Curves | null }> {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const here = join(root, "e2e/bench");
  if (options.withPeers) installPeers(here, say);
  say("Bundling the page");
  await buildPage(here, join(here, "dist/page"), options.withPeers);
  const names: readonly ModelName[] = options.isQuick ? ["shelf-tiny", "shelf-mini"] : MODEL_NAMES;
  say(`Exporting ${names.join(", ")} to ONNX`);
  const models = await writeModelFolders(root, join(here, "dist/models"), names);
  const results: Results = { rows: [], ratios: {}, bytes: {}, figures: {}, env: {} };
  const browser = await chromium.launch(chromiumLaunchOptions());
  const host = await EngineHost.open(browser, {
    page: join(here, "dist/page"),
    models: join(here, "dist/models"),
    node_modules: join(here, "node_modules"),
  });
  let curves: Curves | null = null;
  try {
    Object.assign(results.env, await host.surroundings(), {
      cpu: cpus()[0].model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      titles: TITLE_SOURCE,
      model: "shelf-mini",
      runs: options.runs,
      loadAverageAtStart: loadavg()[0],
    });
    const cores = Number(results.env["cores"]);
    if (loadavg()[0] > 0.5)
      say(`The machine is not idle (load average ${loadavg()[0].toFixed(1)}): no figures to quote`);
    const context: SectionContext = { browser, host, results, options, models, root, cores, say };
    const { sections } = options;
    if (sections.has("encode")) await encodeSection(context);
    if (sections.has("start")) await startSection(context);
    if (sections.has("head")) await headSection(context);
    if (sections.has("page")) await pageSection(context);
    if (sections.has("webgpu")) await webgpuSection(context);
    if (sections.has("curves")) curves = await curvesSection(context);
    if (sections.has("memory")) await memorySection(context);
    results.env["loadAverageAtEnd"] = loadavg()[0];
  } finally {
    await browser.close();
    await host.close();
  }
  return { results, curves };
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else {
    const { results, curves } = await run(options);
    process.stdout.write(report(results));
    if (options.jsonPath !== null)
      for (const path of writeFiles(options.jsonPath, results, curves)) say(`Written: ${path}`);
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
