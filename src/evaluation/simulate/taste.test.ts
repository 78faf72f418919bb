import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { drawLeanings } from "./leanings.ts";
import { createShopperWorld } from "./shopper-world.ts";
import { syntheticCatalogue, syntheticWorld } from "./synthetic-catalogue.test-helper.ts";
import { drawTaste } from "./taste.ts";

const world = syntheticWorld();

describe("drawTaste", () => {
  test("visits 8 seen and 4 unseen categories, each once", () => {
    const { seenCategories, unseenCategories } = drawTaste(world, 1, seededRandom(1));
    expect(new Set([...seenCategories, ...unseenCategories]).size).toBe(12);
    expect(seenCategories).toHaveLength(8);
    expect(seenCategories.every((category) => !world.categories[category].isUnseen)).toBe(true);
    expect(unseenCategories).toHaveLength(4);
    expect(unseenCategories.every((category) => world.categories[category].isUnseen)).toBe(true);
  });

  test("adds .6 of a segment's leanings to the own ones", () => {
    const { brands, words } = drawTaste(world, 1, seededRandom(1));
    const possible = new Set([-1.6, -1, -0.6, -0.4, 0, 0.4, 0.6, 1, 1.6]);
    for (const value of [...brands, ...words]) expect(possible).toContain(Math.round(value * 10) / 10);
    expect([...words].some((value) => Math.abs(Math.abs(value) - 0.6) < 1e-9)).toBe(true);
  });

  test("has an extra taste in about 30 % of the categories", () => {
    let extra = 0;
    for (let seed = 0; seed < 200; seed++) extra += drawTaste(world, 1, seededRandom(seed)).extraBrands.size;
    expect(Math.abs(extra / (200 * 12) - 0.3)).toBeLessThan(0.04); // 4 standard errors
  });

  test("leaves all but the personal weight as it is for a shopper without taste", () => {
    const withTaste = drawTaste(world, 1, seededRandom(1));
    expect(drawTaste(world, 0, seededRandom(1))).toEqual({ ...withTaste, personalWeight: 0 });
  });

  test("refuses a world with too few categories and says what to do", () => {
    const small = createShopperWorld(syntheticCatalogue(6, 130), 6, seededRandom(5));
    expect(() => drawTaste(small, 1, seededRandom(1))).toThrow("must be 8 seen categories: got 4");
  });
});

describe("drawLeanings", () => {
  test("likes 5 brands and 9 words, dislikes 4 and 5, and none that the items lack", () => {
    const { words, isTasteWord, categories } = world;
    const items = categories[0].members;
    const leanings = drawLeanings({ words, isTasteWord, items }, seededRandom(3));
    const count = (values: Float64Array, wanted: number): number =>
      values.filter((value) => value === wanted).length;
    expect([count(leanings.brands, 1), count(leanings.brands, -1)]).toEqual([5, 4]);
    expect([count(leanings.words, 1), count(leanings.words, -1)]).toEqual([9, 5]);
    const met = new Set(
      [...items].flatMap((item) => [...words.words.subarray(words.starts[item], words.starts[item + 1])]),
    );
    for (const [word, value] of leanings.words.entries()) if (value !== 0) expect(met).toContain(word);
  });

  test("is only about words of 1-30 % of the items", () => {
    const { words, isTasteWord, catalogue } = world;
    for (const [word, items] of words.itemCounts.entries()) {
      const share = items / catalogue.candidates.length;
      expect(isTasteWord[word]).toBe(share >= 0.01 && share <= 0.3 ? 1 : 0);
    }
    expect(isTasteWord).toContain(1);
    expect(isTasteWord).toContain(0); // the models' numbers, one item each
  });
});
