import { describe, expect, test } from "vitest";
import { hashText } from "../../learning/hash-text.ts";
import { titleTokens } from "./title-tokens.ts";

const log = { name: "x", titles: ["Acme Mug, mug", "Mug by Acme", "!"], prices: null, shoppers: [] };

describe("titleTokens", () => {
  test("gives each word once, and the first word once more as a brand", () => {
    const tokensOf = titleTokens(log);
    expect(tokensOf(0)).toEqual(["word acme", "word mug", "first acme"].map((text) => hashText(text)));
    expect(tokensOf(1)).toHaveLength(4);
    expect(tokensOf(2)).toEqual([]);
  });

  test("adds the quartile of the price, the same for equal prices", () => {
    const titles = Array.from({ length: 8 }, () => "!");
    const tokensOf = titleTokens({ ...log, titles, prices: [8, 1, 2, 2, 3, 5, 5, 7] });
    const quartiles = titles.map((_, item) =>
      [0, 1, 2, 3].find((quartile) => tokensOf(item)[0] === hashText(`quartile ${quartile}`)),
    );
    expect(quartiles).toEqual([3, 0, 0, 0, 1, 2, 2, 3]);
  });
});
