import { describe, expect, test } from "vitest";
import { itemTokens } from "./item-tokens.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";

const world = syntheticWorld();
const tokensOf = itemTokens(world);

describe("itemTokens", () => {
  test("gives each fact of an item once alone and once crossed with its category", () => {
    const { words, isTasteWord, pricePlaces } = world;
    const item = world.categories[0].members.find((at) => words.brands[at] >= 0 && pricePlaces[at] >= 0)!; // most have both
    const own = words.words.subarray(words.starts[item], words.starts[item + 1]);
    const facts = 2 + own.filter((word) => isTasteWord[word] === 1).length;
    expect(tokensOf(item).length).toBe(2 * facts);
    expect(new Set(tokensOf(item)).size).toBe(2 * facts);
  });

  test("shares only the uncrossed brand between categories", () => {
    const { words, categories } = world;
    const [first, second] = [0, 1].map((at) =>
      categories[at].members.find((item) => words.brands[item] === 0)!,
    ); // 10 brands
    const shared = tokensOf(first).filter((token) => tokensOf(second).includes(token));
    expect(shared).toContain(tokensOf(first)[0]);
    expect(shared).not.toContain(tokensOf(first)[1]);
  });
});
