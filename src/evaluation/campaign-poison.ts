import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { campaignShop, DEMO_CATALOGUE } from "./federated/campaign-shop.ts";
import { gateBoundsFrom } from "./federated/gate-bounds-from.ts";
import { keptLines } from "./federated/kept-lines.ts";
import { runPoison } from "./federated/poison.ts";
import { poisonLine } from "./federated/poison-report.ts";
import { poisonSummary } from "./federated/poison-summary.ts";

const HELP = `Poisoned rounds of the sync server: what attackers reach, and what the gate rejects.

  npm run campaign -- poison [options]

  --rounds N       rounds of each kind of attack; 200 unless given
  --cohort N       reports a round; 2000 unless given
  --noise SIGMA    noise multiplier; 12 unless given, as the server has it
  --catalog FILE   products as JSONL or CSV, .gz too; the demo shop's unless given
  --first-seed N   of the rounds; 1007 unless given
  --bounds LIST    of the gate, e.g. exposureMoved=.03,itemExposure=1.25; the server's unless given
  --json FILE      writes the report there too
  --help           this text

What honest visitors share, and each round, is kept in the temporary folder: a run that was stopped goes on where it was.
`;

/** Of the code that makes rounds: kept ones of another version are not used. */
const VERSION = 1;
const KEPT_FOLDER = join(tmpdir(), "personal-rank-poison");
/** Honest rounds before the poisoned ones: a head that still learns much, and one that has settled. */
const STAGES = [2, 8];
const CANARY_LISTS = 1000;
const TEST_LISTS = 1500;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "200" },
      cohort: { type: "string", default: "2000" },
      noise: { type: "string", default: "12" },
      catalog: { type: "string", default: DEMO_CATALOGUE },
      // The gate's bounds were chosen on rounds of other seeds, from 7 on.
      "first-seed": { type: "string", default: "1007" },
      bounds: { type: "string", default: "" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const rounds = countOf("--rounds", values.rounds, 1);
  const seed = countOf("--first-seed", values["first-seed"], 0);
  const cohort = countOf("--cohort", values.cohort, 32);
  const noiseMultiplier = Number(values.noise);
  if (!(noiseMultiplier >= 0)) throw new Error(`--noise must be a number from 0: got "${values.noise}"`);
  const bounds = gateBoundsFrom(values.bounds);
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const settings = { cohort, noiseMultiplier, clipNorm: DEFAULT_CLIP_NORM };
  const { world, stages } = await campaignShop({
    catalogue: values.catalog,
    settings,
    stages: STAGES,
    onProgress: report,
  });
  const lists = { canaryLists: CANARY_LISTS, testLists: TEST_LISTS };
  const shop = {
    catalogue: world.catalogue.candidates,
    stages: STAGES,
    heads: stages.map(({ head }) => [...head]),
  };
  const reports = runPoison(world, {
    ...settings,
    ...lists,
    stages,
    attacks: ["promote", "flip", "scale", "adapt"],
    shares: [0.01, 0.1, 0.3],
    spreads: ["3 networks", "8 networks", "even"],
    rounds,
    seed,
    bounds,
    kept: keptLines(KEPT_FOLDER, { step: "poisoned rounds", version: VERSION, settings, lists, shop }),
    onProgress: (share) => report("poisoned rounds", share),
  });
  report(null);
  for (const plan of reports) process.stdout.write(poisonLine(plan));
  const summary = poisonSummary(reports);
  for (const line of [...summary.attacks, ...summary.honest])
    process.stdout.write(`${JSON.stringify(line)}\n`);
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  const options = {
    ...settings,
    ...lists,
    rounds,
    seed,
    catalogue: values.catalog,
    bounds,
  };
  writeFileSync(values.json, `${JSON.stringify({ options, summary, reports }, null, 1)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
