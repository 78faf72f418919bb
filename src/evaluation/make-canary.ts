import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { seededRandom } from "../base/random.ts";
import { encodeCanarySet } from "../federation/canary-set.ts";
import { encodeCatalogue } from "./catalogue/encode-catalogue.ts";
import { loadModelFolder } from "./catalogue/load-model-folder.ts";
import { readCandidates } from "./catalogue/read-candidates.ts";
import { createCampaignWorld } from "./simulate/campaign-world.ts";
import { canaryPages } from "./federated/canary-pages.ts";

const HELP = `Makes lists that a sync server tries new heads on before anybody sees them: made-up shoppers who say what they want, in a
real catalogue. Nothing of a visitor is in it.

  npm run canary:make -- --catalog FILE --out FILE [options]
  npm run server -- canary install FILE

  --catalog FILE   products as JSONL or CSV, .gz too; some hundred at least
  --out FILE       what is written, 25 KB a list
  --model DIR      model folder that the shop's pages use (default: models/shelf-mini)
  --lists N        how many (default: 1000, which the gate's bounds are made for)
  --seed N         another number makes other shoppers (default: 1)
  --help           this text
`;

/** Each shopper's lists are alike: five of each say more than one shopper's all. */
const LISTS_PER_SHOPPER = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      catalog: { type: "string" },
      out: { type: "string" },
      model: { type: "string", default: "models/shelf-mini" },
      lists: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { catalog, out } = values;
  if (catalog === undefined || out === undefined)
    throw new Error("--catalog and --out are needed; --help tells more");
  const lists = countOf("--lists", values.lists, 1);
  const seed = countOf("--seed", values.seed, 0);
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const candidates = await readCandidates(catalog);
  const model = await loadModelFolder(values.model, null);
  const catalogue = await encodeCatalogue(model, candidates, (share) => report("encoding titles", share));
  const world = createCampaignWorld(catalogue, seededRandom(seed));
  const shoppers = Math.ceil(lists / LISTS_PER_SHOPPER);
  const drawn = canaryPages(world, { shoppers, lists: LISTS_PER_SHOPPER, firstSeed: seed * 1_000_003 });
  const file = encodeCanarySet({ ...drawn, pages: drawn.pages.slice(0, lists) });
  writeFileSync(out, file);
  report(null);
  process.stdout.write(`${lists} lists of ${candidates.length} products: ${out}, ${file.length} bytes\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
