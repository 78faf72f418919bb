import { describe, expect, test } from "vitest";
import { featureRange } from "../../learning/feature-layout.ts";
import { splitOf } from "../replay/split-of.ts";
import { createShopperTasks } from "../replay/shopper-tasks.ts";
import { describedTitles, syntheticLog, syntheticMaker } from "../replay/synthetic-log.test-helper.ts";
import { TEST_AFTER, REPLAY_SEED } from "../replay/replay-plan.ts";
import { shopperSeed } from "../replay/shopper-seed.ts";
import { seededRandom } from "../../base/random.ts";
import { openClientShop } from "./client-shop.ts";
import { evenNegatives } from "./even-negatives.ts";

const LOG = syntheticLog(200, 20);
const OPTIONS = { drawNegatives: evenNegatives(LOG), maxNewcomers: Infinity, onProgress: () => {} };

describe("openClientShop", () => {
  const catalogue = describedTitles(LOG.titles);
  const shop = openClientShop(LOG, catalogue, { ...OPTIONS, keep: (make) => make() });

  test("splits shoppers as the encoder's training does", () => {
    const idsOf = (split: string): string[] =>
      LOG.shoppers.filter(({ id }) => splitOf(LOG.name, id) === split).map(({ id }) => id);
    expect(shop.clients.map(({ shopper }) => shopper.id)).toEqual(idsOf("train"));
    expect(shop.tune.map(({ shopper }) => shopper.id)).toEqual(idsOf("tune"));
    expect(shop.newcomers.map(({ shopper }) => shopper.id)).toEqual(idsOf("test"));
  });

  test("describes a newcomer's lists as the replay does", () => {
    const maker = { ...syntheticMaker(LOG), drawNegatives: OPTIONS.drawNegatives };
    const tasksOf = createShopperTasks({ ...maker, catalogue }, TEST_AFTER);
    for (const { shopper, tests } of shop.newcomers) {
      const tasks = tasksOf(shopper, seededRandom(shopperSeed(REPLAY_SEED, shopper.id)));
      for (const k of [0, 5]) {
        const wanted = tasks.tests.get(k)?.map(({ features }) => features);
        expect(tests.get(k)?.map(shop.featuresOf)).toEqual(wanted);
      }
    }
  }, 60_000);

  test("has no history in a client's first lists, and one in the others", () => {
    const at = featureRange("history").start;
    for (const { pages } of shop.clients) {
      for (const list of pages) {
        const features = shop.featuresOf(list);
        const hasHistory = list.items.some((_, item) => features[item * (features.length / 24) + at] !== 0);
        expect(hasHistory).toBe(list.before > 0);
      }
    }
  });

  test("gives the same features with comparisons that were kept, and refuses those of another log", () => {
    let kept = new Float32Array(0);
    openClientShop(LOG, catalogue, { ...OPTIONS, keep: (make) => (kept = make()) });
    const again = openClientShop(LOG, catalogue, { ...OPTIONS, keep: () => kept });
    const last = (from: typeof shop) => from.featuresOf(from.clients.at(-1)!.pages.at(-1)!);
    expect(last(again)).toEqual(last(shop));
    const keep = () => kept.slice(24);
    expect(() => openClientShop(LOG, catalogue, { ...OPTIONS, keep })).toThrow(/--cache/);
  });
});
