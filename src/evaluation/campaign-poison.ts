import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { campaignShop, DEMO_CATALOGUE } from "./federated/campaign-shop.ts";
import { runPoison } from "./federated/poison.ts";
import { poisonLine } from "./federated/poison-report.ts";

const HELP = `Poisoned rounds of the sync server: what attackers reach, and what the gate rejects.

  npm run campaign -- poison [options]

  --rounds N       rounds of each kind of attack; 200 unless given
  --cohort N       reports a round; 2000 unless given
  --noise SIGMA    noise multiplier; 12 unless given, as the server has it
  --catalog FILE   products as JSONL or CSV, .gz too; the demo shop's unless given
  --json FILE      writes the report there too
  --help           this text

What honest visitors share is kept in the temporary folder.
`;

/** The gate's bounds were chosen on rounds of other seeds, 7 to 206. */
const ROUND_SEED = 1007;
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
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const rounds = countOf("--rounds", values.rounds, 1);
  const cohort = countOf("--cohort", values.cohort, 32);
  const noiseMultiplier = Number(values.noise);
  if (!(noiseMultiplier >= 0)) throw new Error(`--noise must be a number from 0: got "${values.noise}"`);
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
  const reports = runPoison(world, {
    ...settings,
    stages,
    attacks: ["promote", "flip", "scale", "adapt"],
    shares: [0.01, 0.1, 0.3],
    spreads: ["3 networks", "8 networks", "even"],
    rounds,
    canaryLists: CANARY_LISTS,
    testLists: TEST_LISTS,
    seed: ROUND_SEED,
    onProgress: (share) => report("poisoned rounds", share),
    onReport: (plan) => process.stdout.write(poisonLine(plan)),
  });
  report(null);
  const few = reports.filter(({ share }) => share > 0 && share <= 0.1);
  const many = reports.filter(({ share }) => share > 0.1);
  const sumOf = (of: typeof reports, key: "bad" | "badRejected"): number =>
    of.reduce((sum, plan) => sum + plan[key], 0);
  const summary = {
    worstCanaryLossUpTo10Percent: Math.max(...few.map(({ canaryLoss }) => canaryLoss.greatest)),
    worstPassedLossUpTo10Percent: Math.max(...few.map(({ worstPassedLoss }) => worstPassedLoss ?? 0)),
    badRoundsAt30Percent: sumOf(many, "bad"),
    badRoundsRejectedAt30Percent: sumOf(many, "badRejected"),
    honestRoundsRejected: reports
      .filter(({ attack }) => attack === null)
      .map(({ stage, goodRejected, rounds }) => ({ stage, rejected: goodRejected, of: rounds })),
  };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  const options = {
    ...settings,
    rounds,
    catalogue: values.catalog,
    canaryLists: CANARY_LISTS,
    testLists: TEST_LISTS,
  };
  writeFileSync(values.json, `${JSON.stringify({ options, summary, reports }, null, 1)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
