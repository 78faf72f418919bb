import { describe, expect, test } from "vitest";
import { featureRange } from "./feature-layout.ts";
import { itemTraits } from "./item-traits.ts";

const words = (title: string, brand?: string, attributes?: string[]): string[] =>
  itemTraits({
    id: "1",
    title,
    ...(brand === undefined ? {} : { brand }),
    ...(attributes && { attributes }),
  }).words.map(({ text }) => text);

describe("itemTraits", () => {
  test("reads each word of three letters or more once, of title and attributes, without the brand's", () => {
    expect(words("Oakline Lamp of brass, LAMP", "Oakline", ["brass", "dimmable"])).toEqual([
      "lamp",
      "brass",
      "dimmable",
    ]);
  });

  test("reads compatible forms alike", () => {
    expect(words("ﬁne ＬＡＭＰ")).toEqual(["fine", "lamp"]);
  });

  test("gives a word the same coordinate and sign everywhere, within the group", () => {
    const [one] = itemTraits({ id: "1", title: "lamp" }).words;
    const other = itemTraits({ id: "2", title: "brass lamp" }).words.find(({ text }) => text === "lamp");
    const { start, end } = featureRange("attributes");
    expect(other).toEqual(one);
    expect(one.bucket).toBeLessThan(end - start);
    expect(Math.abs(one.value)).toBe(0.8);
  });

  test("knows no brand and no price where there is none that can be used", () => {
    expect(itemTraits({ id: "1", title: "", brand: "", price: -1 })).toEqual({
      brand: null,
      words: [],
      logPrice: null,
      facts: { numbers: [], words: [], isNew: false },
      media: null,
    });
    expect(itemTraits({ id: "1", title: "", brand: " OAK ", price: 0 })).toMatchObject({
      brand: { text: "oak" },
      logPrice: 0,
    });
  });
});
