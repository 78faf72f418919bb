import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright";
import { chromiumLaunchOptions } from "../chromium.ts";
import { startDemo } from "../demo-server.ts";
import { type Audit, audit } from "./audit.ts";
import { interactionMs } from "./interaction-ms.ts";

const HELP = `Usage: npm run lighthouse [-- --runs N] [--json FILE]

Compares a list page of the demo shop with the tag and without it, one after the other, N times each (7): Lighthouse's performance
score for a phone, layout shift, blocking time, largest paint, longest task; and Interaction to Next Paint over 20 clicks on cards.
The medians are printed; times are those of
Lighthouse's phone, four times as slow as this machine; tasks below 50 ms count as 0. Installs Lighthouse into e2e/lighthouse/node_modules (once, 190 MB). Takes about 8 minutes.`;

/** The inspector is the demo's own; no shop has it. */
const INSPECTOR = "*/rank-inspector.js";
const ARMS = { without: [INSPECTOR, "*/personal-rank*"], with: [INSPECTOR] } as const;
type Arm = keyof typeof ARMS;

const here = fileURLToPath(new URL("./", import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(`${HELP}\n`);
else await compare(Number(values.runs));

async function compare(runs: number): Promise<void> {
  install();
  const demo = await startDemo();
  const url = `${demo.url}/search?q=lamp`;
  const options = chromiumLaunchOptions();
  const browser = await chromium.launch(options);
  const audits: Record<Arm, Audit[]> = { without: [], with: [] };
  const interactions: Record<Arm, number[]> = { without: [], with: [] };
  for (let run = 0; run < runs; run++) {
    for (const arm of ["without", "with"] as const) {
      process.stderr.write(`run ${run + 1} of ${runs}, ${arm} the tag\n`);
      audits[arm].push(audit(here, { url, chromePath: options.executablePath, blocked: ARMS[arm] }));
      const patterns = ARMS[arm].map((pattern) => `**${pattern.slice(1)}`);
      interactions[arm].push(await interactionMs(browser, url, patterns));
    }
  }
  await browser.close();
  await demo.stop();
  print(audits, interactions);
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ audits, interactions }, null, 2));
}

function print(audits: Record<Arm, Audit[]>, interactions: Record<Arm, number[]>): void {
  const rows: readonly (readonly [string, (arm: Arm) => number[], digits: number])[] = [
    ["performance score", (arm) => audits[arm].map(({ score }) => score), 0],
    ["layout shift (CLS)", (arm) => audits[arm].map(({ cls }) => cls), 4],
    ["total blocking time, ms", (arm) => audits[arm].map(({ totalBlockingMs }) => totalBlockingMs), 0],
    ["largest paint, ms", (arm) => audits[arm].map(({ largestPaintMs }) => largestPaintMs), 0],
    ["longest task, ms", (arm) => audits[arm].map(({ longestTaskMs }) => longestTaskMs), 0],
    ["longest task of ours, ms", (arm) => audits[arm].map(({ longestOwnTaskMs }) => longestOwnTaskMs), 0],
    ["click to next paint (INP), ms", (arm) => interactions[arm], 0],
  ];
  process.stdout.write("| figure, median (lowest to highest) | without | with |\n|---|---|---|\n");
  for (const [name, of, digits] of rows) {
    const cell = (arm: Arm): string => {
      const sorted = of(arm).toSorted((a, b) => a - b);
      const text = (value: number): string => value.toFixed(digits);
      return `${text(sorted[Math.floor(sorted.length / 2)])} (${text(sorted[0])} to ${text(sorted[sorted.length - 1])})`;
    };
    process.stdout.write(`| ${name} | ${cell("without")} | ${cell("with")} |\n`);
  }
}

/** Not one of the project's own packages: nothing else needs it. */
function install(): void {
  if (existsSync(join(here, "node_modules/lighthouse"))) return;
  process.stderr.write("Installing Lighthouse into e2e/lighthouse/node_modules (once, 190 MB)\n");
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", here],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  if (status !== 0)
    throw new Error(`Cannot install Lighthouse: "npm ci" ended with ${status}; check the network`);
}
