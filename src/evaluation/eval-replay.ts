import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { createProgress } from "../import/progress.ts";
import { initialHead } from "../learning/initial-head.ts";
import { loadModelFolder } from "./catalogue/load-model-folder.ts";
import { createContenders, STARTING_SETTINGS } from "./contenders/contenders.ts";
import { popularNegatives, timeMatchedNegatives } from "./replay/draw-negatives.ts";
import { readRetail } from "./replay/read-retail.ts";
import { readShoppers } from "./replay/read-shoppers.ts";
import { replayInputs } from "./replay/replay-inputs.ts";
import { replaySet } from "./replay/replay-set.ts";
import { type SetReport, setReport } from "./replay/set-report.ts";
import type { ShopLog } from "./replay/shop-log.ts";
import { splitOf } from "./replay/split-of.ts";
import { titleTokens } from "./replay/title-tokens.ts";
const AT = [0, 1, 2, 5, 10, 20, 50];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      shoppers: { type: "string", multiple: true, default: [] },
      retail: { type: "string" },
      model: { type: "string", default: "models/shelf-mini" },
      split: { type: "string", default: "test" },
      "max-users": { type: "string", default: "1000000" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const logs: ShopLog[] = [];
  for (const folder of values.shoppers) logs.push(await readShoppers(folder));
  if (values.retail !== undefined) logs.push(await readRetail(values.retail));
  const model = await loadModelFolder(values.model, null);
  const progress = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const sets: SetReport[] = [];
  for (const log of logs) {
    const inputs = await replayInputs(log, model, (share) => progress(`${log.name}: encoding titles`, share));
    const isRetail = log.prices !== null;
    const shoppers = log.shoppers
      .filter(({ id }) => splitOf(log.name, id) === values.split)
      .slice(0, Number(values["max-users"]));
    const figures = replaySet(
      {
        ...inputs,
        globalWeights: initialHead(),
        drawNegatives: isRetail ? timeMatchedNegatives(log) : popularNegatives(log),
      },
      shoppers,
      createContenders({ ...STARTING_SETTINGS, vwStyle: { tokensOf: titleTokens(log), learningRate: 0.1 } }),
      {
        at: AT,
        metric: isRetail ? "mrr" : "ndcg@10",
        seed: 7,
        onProgress: (share) => progress(log.name, share),
      },
    );
    progress(null);
    const report = setReport(log.name, isRetail ? "mrr" : "ndcg@10", figures);
    sets.push(report);
    process.stdout.write(`${log.name}, users at k: ${report.usersAt.join(" ")}\n`);
    for (const [name, { mean }] of Object.entries(report.learners))
      process.stdout.write(
        `  ${name.padEnd(18)} ${mean.map((value) => (value ?? NaN).toFixed(4)).join("  ")}\n`,
      );
  }
  if (values.json !== undefined) {
    mkdirSync(dirname(values.json), { recursive: true });
    writeFileSync(values.json, `${JSON.stringify({ sets }, null, 1)}\n`);
  }
}

await main();
