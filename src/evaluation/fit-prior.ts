import { parseArgs } from "node:util";
import { countOf, oneOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import { SHIPPED_VARIANCE } from "../learning/gaussian-prior.ts";
import { initialHead } from "../learning/initial-head.ts";
import { loadModelFolder } from "./catalogue/load-model-folder.ts";
import { fitShopperPrior, shopperPages, type ShopperPages } from "./prior/fit-shopper-prior.ts";
import { writePrior } from "./prior/write-prior.ts";
import { popularNegatives } from "./replay/draw-negatives.ts";
import { readShoppers } from "./replay/read-shoppers.ts";
import { replayInputs } from "./replay/replay-inputs.ts";
import { setFolders } from "./replay/set-folders.ts";
import { splitOf } from "./replay/split-of.ts";

const HELP = `Fits the prior that personal heads start from on real purchase histories, and writes it into a model folder: EM on one half of
the tune shoppers, whose purchases the encoder has not learned from; scale, cap and remainder on the other half.

  npm run model:prior -- --shoppers DIR [--shoppers DIR ...] [options]

  --shoppers DIR     items.tsv and users.jsonl, as eval:replay reads them; or a folder of such folders
  --model DIR        model folder to write into (default: models/shelf-mini)
  --static KIND      weights of the static score: unseen, catalogue or known (default: known)
  --users N          shoppers of each half and set (default: 500)
  --help             this text
`;
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      shoppers: { type: "string", multiple: true, default: [] },
      model: { type: "string", default: "models/shelf-mini" },
      static: { type: "string", default: "known" },
      users: { type: "string", default: "500" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.shoppers.length === 0) throw new Error("--shoppers is needed; --help tells more");
  const users = countOf("--users", values.users, 1);
  const kind = oneOf("--static", values.static, ["unseen", "catalogue", "known"] as const);
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const model = await loadModelFolder(values.model, kind);
  const [fitting, choosing]: [ShopperPages[number][], ShopperPages[number][]] = [[], []];
  for (const folder of values.shoppers.flatMap(setFolders)) {
    const log = await readShoppers(folder);
    const inputs = await replayInputs(log, model, (share) => report(`${log.name}: encoding titles`, share));
    const maker = { ...inputs, globalWeights: initialHead(), drawNegatives: popularNegatives(log) };
    const tune = log.shoppers.filter(({ id }) => splitOf(log.name, id) === "tune");
    for (const [half, pages] of [fitting, choosing].entries()) {
      const own = tune.filter((_, at) => at % 2 === half).slice(0, users);
      pages.push(...shopperPages(maker, own));
      report(`${log.name}: making lists`, (half + 1) / 2);
    }
  }
  const fitted = fitShopperPrior(fitting, choosing, ({ round }, rounds) => report("EM", round / rounds));
  report(null);
  const { best, isotropicScore, tried, mean } = fitted;
  process.stdout.write(
    `${fitting.length} and ${choosing.length} shoppers. ln P a page of the second half: best isotropic prior ${isotropicScore.toFixed(5)}, ` +
      `fitted ${best.score.toFixed(5)} (scale ${best.scale}, cap ${best.cap}, remainder ${best.remainder}; ${tried.length} tried)\n`,
  );
  if (best.score <= isotropicScore) {
    process.stdout.write("The fitted prior foresees shoppers no better: nothing was written\n");
    return;
  }
  const remainder = fitted.prior.remainder.slice();
  // Sets without brands or prices say nothing of these groups: they keep the variance that works on pages.
  for (const group of ["price", "brand"] as const) {
    const { start, end } = featureRange(group);
    remainder.fill(SHIPPED_VARIANCE, start, end);
  }
  const weights = initialHead().map((weight, at) => weight + mean[at]);
  writePrior(values.model, { ...fitted.prior, remainder }, weights);
  process.stdout.write(
    `${values.model}/head.safetensors: prior of rank ${fitted.prior.rank}, ${FEATURE_COUNT} features\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
