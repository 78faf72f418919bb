import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "../../../src/base/random.ts";
import { loadModelFolder } from "../../../src/evaluation/catalogue/load-model-folder.ts";
import { onPage } from "../../../src/evaluation/contenders/on-page.ts";
import { shipped } from "../../../src/evaluation/contenders/shipped.ts";
import { popularNegatives } from "../../../src/evaluation/replay/draw-negatives.ts";
import { readShoppers } from "../../../src/evaluation/replay/read-shoppers.ts";
import { replayInputs } from "../../../src/evaluation/replay/replay-inputs.ts";
import { REPLAY_SEED, TEST_AFTER } from "../../../src/evaluation/replay/replay-plan.ts";
import { replaySet } from "../../../src/evaluation/replay/replay-set.ts";
import { setFolders } from "../../../src/evaluation/replay/set-folders.ts";
import { drawShopperLists, type ShopperLists } from "../../../src/evaluation/replay/shopper-lists.ts";
import type { Shopper, ShopLog } from "../../../src/evaluation/replay/shop-log.ts";
import { shopperSeed } from "../../../src/evaluation/replay/shopper-seed.ts";
import { splitOf } from "../../../src/evaluation/replay/split-of.ts";
import { signWeight } from "../../../src/learning/feedback.ts";
import type { Interaction } from "../../../src/ranking/interaction.ts";
import type { LoadedModel } from "../../../src/model/model-folder.ts";
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
  readonly engines: readonly EngineName[];
  readonly windows: number;
  readonly folder: string;
  /** Names what is evaluated, see product-hash.ts. */
  readonly product: string;
  readonly url: string;
  readonly report: (what: string | null, share?: number) => void;
}

/** One line of the file that a stopped run goes on from. */
interface ShopperRow {
  readonly shopperId: string;
  /** [TEST_AFTER.length]; null where there is no list. */
  readonly figures: readonly (number | null)[];
}

/** In the browser a choice is told as what it was; `eval:replay` takes all that is chosen for clicks. */
const PURCHASE: Interaction = { type: "purchase", eventId: "", rankingId: "", itemId: "", atMs: 0 };
const MODEL = fileURLToPath(new URL("../../../models/shelf-mini", import.meta.url));

/**
 * Replays the purchases of real shoppers in browsers, on the lists of `npm run eval:replay`, and compares the figures with those of the
 * harness for the same shoppers: as the browser has them, on pages and told to be purchases, and as `eval:replay` prints them.
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
    const harness = await inHarness(log, shoppers, model, options);
    for (const engine of options.engines) {
      const browser = await inBrowser(log, shoppers, engine, options);
      const ids = [...browser.keys()];
      const rowsOf = (figures: ReadonlyMap<string, ArrayLike<number>>): ArrayLike<number>[] =>
        ids.map((id) => figures.get(id)!); // all have everybody with a list
      sets.push(
        shopperAgreement({ name: log.name, engine }, TEST_AFTER, {
          browser: rowsOf(browser),
          harness: rowsOf(harness.onPages),
          replay: rowsOf(harness.replay),
        }),
      );
    }
  }
  return sets;
}

async function inBrowser(
  log: ShopLog,
  shoppers: readonly Shopper[],
  engine: EngineName,
  { windows, folder, product, url, report }: ReplayInBrowser,
): Promise<Map<string, readonly number[]>> {
  const drawNegatives = popularNegatives(log);
  const lists = shoppers
    .map((shopper) =>
      drawShopperLists(
        shopper,
        TEST_AFTER,
        drawNegatives,
        seededRandom(shopperSeed(REPLAY_SEED, shopper.id)),
      ),
    )
    .filter(({ tests }) => tests.size > 0);
  const set = createHash("sha256").update(JSON.stringify(log)).digest("hex");
  const file = openRunFile<ShopperRow>(
    join(folder, `shoppers-${log.name}-${engine}.jsonl`),
    JSON.stringify({ version: 3, set, seed: REPLAY_SEED, engine, at: TEST_AFTER, product }),
  );
  const known = new Set(file.rows.map(({ shopperId }) => shopperId));
  const left = lists.filter(({ shopperId }) => !known.has(shopperId));
  let done = 0;
  await inWindows(left, { windows, engines: [engine] }, async (browser, own: ShopperLists) => {
    const figures = await liveAsShopper(browser, own, { url, engine, titles: log.titles, at: TEST_AFTER });
    file.add({ shopperId: own.shopperId, figures });
    report(`${log.name}: shoppers in the browser (${engine})`, ++done / left.length);
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
  { report }: ReplayInBrowser,
): Promise<Record<"onPages" | "replay", Map<string, Float64Array>>> {
  const inputs = await replayInputs(log, model, (share) => report(`${log.name}: encoding titles`, share));
  const { globalWeights, contender } = shipped(model);
  const { contender: buyer } = shipped(model, signWeight(PURCHASE));
  const { shopperIds, values } = replaySet(
    { ...inputs, globalWeights, drawNegatives: popularNegatives(log) },
    shoppers,
    [contender, onPage({ ...buyer, name: "on pages" })],
    {
      at: TEST_AFTER,
      metric: "ndcg@10",
      seed: REPLAY_SEED,
      onProgress: (share) => report(`${log.name}: shoppers in the harness`, share),
    },
  );
  const rowsOf = (name: string): Map<string, Float64Array> =>
    new Map(shopperIds.map((id, at) => [id, values.get(name)![at]])); // one of the two above
  return { onPages: rowsOf("on pages"), replay: rowsOf(contender.name) };
}
