import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../../src/base/random.ts";
import { loadModelFolder } from "../../../src/evaluation/catalogue/load-model-folder.ts";
import { personal } from "../../../src/evaluation/contenders/personal.ts";
import type { Contender } from "../../../src/evaluation/contender.ts";
import { popularNegatives } from "../../../src/evaluation/replay/draw-negatives.ts";
import { readShoppers } from "../../../src/evaluation/replay/read-shoppers.ts";
import { replayInputs } from "../../../src/evaluation/replay/replay-inputs.ts";
import { replaySet } from "../../../src/evaluation/replay/replay-set.ts";
import { setFolders } from "../../../src/evaluation/replay/set-folders.ts";
import { drawShopperLists, type ShopperLists } from "../../../src/evaluation/replay/shopper-lists.ts";
import type { Shopper, ShopLog } from "../../../src/evaluation/replay/shop-log.ts";
import { shopperSeed } from "../../../src/evaluation/replay/shopper-seed.ts";
import { splitOf } from "../../../src/evaluation/replay/split-of.ts";
import { initialHead } from "../../../src/learning/initial-head.ts";
import { visitorHead } from "../../../src/learning/visitor-head.ts";
import type { LoadedModel } from "../../../src/model/load-model.ts";
import type { EngineName } from "../evaluate-options.ts";
import { inWindows } from "../in-windows.ts";
import { openRunFile } from "../run-file.ts";
import { liveAsShopper } from "./live-as-shopper.ts";
import { type ShopperAgreement, shopperAgreement } from "./shopper-agreement.ts";

/** What is replayed, and how. */
export interface ReplayInBrowser {
  readonly shoppers: string;
  /** Of each set, of its test shoppers. */
  readonly maxShoppers: number;
  readonly engine: EngineName;
  readonly windows: number;
  readonly seed: number;
  readonly folder: string;
  readonly url: string;
  readonly report: (what: string | null, share?: number) => void;
}

/** One line of the file that a stopped run goes on from. */
interface ShopperRow {
  readonly shopperId: string;
  /** [AT.length]; null where there is no list. */
  readonly figures: readonly (number | null)[];
}

/** Purchases learned from when shoppers are tested. */
const AT = [0, 1, 2, 5, 10];
const MODEL = fileURLToPath(new URL("../../../models/shelf-mini", import.meta.url));

/**
 * Replays the purchases of real shoppers in browsers, on the lists of `npm run eval:replay`, and compares the figures with those of the
 * harness for the same shoppers.
 *
 * @throws {Error} if there is no set in the folder, or one cannot be read.
 */
export async function replayInBrowser(options: ReplayInBrowser): Promise<ShopperAgreement[]> {
  const model = await loadModelFolder(MODEL, null);
  const sets: ShopperAgreement[] = [];
  for (const folder of setFolders(options.shoppers)) {
    const log = await readShoppers(folder);
    const shoppers = log.shoppers
      .filter(({ id }) => splitOf(log.name, id) === "test")
      .slice(0, options.maxShoppers);
    const browser = await inBrowser(log, shoppers, options);
    const harness = await inHarness(log, shoppers, model, options);
    const ids = [...browser.keys()];
    sets.push(
      shopperAgreement(
        log.name,
        AT,
        ids.map((id) => browser.get(id)!),
        ids.map((id) => harness.get(id)!),
      ),
    );
  }
  return sets;
}

async function inBrowser(
  log: ShopLog,
  shoppers: readonly Shopper[],
  { engine, windows, seed, folder, url, report }: ReplayInBrowser,
): Promise<Map<string, readonly number[]>> {
  const drawNegatives = popularNegatives(log);
  const lists = shoppers
    .map((shopper) =>
      drawShopperLists(shopper, AT, drawNegatives, seededRandom(shopperSeed(seed, shopper.id))),
    )
    .filter(({ tests }) => tests.size > 0);
  const file = openRunFile<ShopperRow>(
    join(folder, `shoppers-${log.name}-${engine}.jsonl`),
    JSON.stringify({ version: 1, set: log.name, seed, engine, at: AT }),
  );
  const known = new Set(file.rows.map(({ shopperId }) => shopperId));
  const left = lists.filter(({ shopperId }) => !known.has(shopperId));
  let done = 0;
  await inWindows(left, windows, async (browser, own: ShopperLists) => {
    const figures = await liveAsShopper(browser, own, { url, engine, titles: log.titles, at: AT });
    file.add([{ shopperId: own.shopperId, figures }]);
    report(`${log.name}: shoppers in the browser`, ++done / left.length);
  });
  const rows = new Map(file.rows.map(({ shopperId, figures }) => [shopperId, figures]));
  return new Map(
    lists.map(({ shopperId }) => [
      shopperId,
      rows.get(shopperId)!.map((figure) => figure ?? Number.NaN), // all have lived by now
    ]),
  );
}

async function inHarness(
  log: ShopLog,
  shoppers: readonly Shopper[],
  model: LoadedModel,
  { seed, report }: ReplayInBrowser,
): Promise<Map<string, Float64Array>> {
  const inputs = await replayInputs(log, model, (share) => report(`${log.name}: encoding titles`, share));
  const globalWeights = model.headPrior?.weights ?? initialHead();
  const head = visitorHead({ learner: "bayes", learns: "last-layer" }, model.headPrior);
  const contender = personal("personal", head, globalWeights) as Contender;
  const { shopperIds, values } = replaySet(
    { ...inputs, globalWeights, drawNegatives: popularNegatives(log) },
    shoppers,
    [contender],
    {
      at: AT,
      metric: "ndcg@10",
      seed,
      onProgress: (share) => report(`${log.name}: shoppers in the harness`, share),
    },
  );
  const rows = values.get(contender.name)!; // the only one
  return new Map(shopperIds.map((id, at) => [id, rows[at]]));
}
