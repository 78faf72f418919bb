import { seededRandom } from "../../base/random.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import { createHeadKernels } from "../../model/wasm/head-kernels.ts";
import { encodeCatalogue } from "../catalogue/encode-catalogue.ts";
import { loadModelFolder } from "../catalogue/load-model-folder.ts";
import { modelHash } from "../catalogue/model-hash.ts";
import { readCandidates } from "../catalogue/read-candidates.ts";
import { cachedJson } from "../simulate/cached-json.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { createCampaignWorld } from "../simulate/campaign-world.ts";
import { honestStage, type HonestStage, type RoundSettings } from "./honest-stage.ts";

export const DEMO_CATALOGUE = "public/shop/catalogue.jsonl";

/** Which shop, and how far it has come. */
export interface CampaignShopPlan {
  readonly catalogue: string;
  readonly settings: RoundSettings;
  /** Honest rounds before, one number a stage, upward. */
  readonly stages: readonly number[];
  readonly onProgress: (what: string, share: number) => void;
}

const MODEL = "models/shelf-mini";
const SHOP_SEED = 1;
const VISITOR_SEED = 20_000_000;
const POOL_VISITORS = 3000;
const PAGES_PER_VISITOR = 12;

/**
 * The shop that campaigns are run in, with 3,000 visitors of 12 pages at each stage. What they share is kept in the temporary folder;
 * the first run takes some minutes for it.
 */
export async function campaignShop({
  catalogue: path,
  settings,
  stages,
  onProgress,
}: CampaignShopPlan): Promise<{ readonly world: ShopperWorld; readonly stages: readonly HonestStage[] }> {
  const candidates = await readCandidates(path);
  const model = await loadModelFolder(MODEL, null);
  const catalogue = await encodeCatalogue(model, candidates, (share) => onProgress("encoding titles", share));
  const world = createCampaignWorld(catalogue, seededRandom(SHOP_SEED));
  // To the last bit what plain TypeScript computes, in less time: most of it goes into visitors' posteriors.
  const maths = await createHeadKernels();
  const head = visitorHead({ learner: "bayes", learns: "last-layer" }, model.headPrior, maths);
  const made: HonestStage[] = [];
  for (const rounds of stages) {
    const { cohort, noiseMultiplier, clipNorm } = settings;
    const plan = {
      cohort,
      noiseMultiplier,
      clipNorm,
      rounds,
      pagesPerVisitor: PAGES_PER_VISITOR,
      visitors: POOL_VISITORS,
      seed: VISITOR_SEED,
    };
    const inputs = { step: "honest stage", version: 2, model: modelHash(MODEL), candidates, plan };
    const stored = cachedJson(inputs, () => {
      const what = `visitors after ${rounds} rounds`;
      const terms = { ...plan, head, onProgress: (share: number) => onProgress(what, share) };
      const stage = honestStage(world, terms, made.at(-1) ?? null);
      return {
        head: [...stage.head],
        released: stage.released.map((update) => [...update]),
        pool: [...stage.pool],
      };
    });
    made.push({
      rounds,
      head: Float32Array.from(stored.head),
      released: stored.released.map((update) => Float32Array.from(update)),
      pool: Int32Array.from(stored.pool),
    });
  }
  return { world, stages: made };
}
