import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { precompiledNormalizer } from "./precompiled-normalizer.ts";
import { readJson } from "./reference.test-helper.ts";

const { normalizer } = readJson("src/model/tokenizer/fixtures/unigram-tokenizer.json.gz") as {
  normalizer: { precompiled_charsmap: string };
};

describe("precompiledNormalizer", () => {
  const normalize = precompiledNormalizer(normalizer.precompiled_charsmap);

  test.each([
    ["ＦＵＬＬ １２３", "FULL 123"],
    ["ﬁne ½ ™", "fine 1⁄2 TM"],
    ["e\u0301 and \u00e9", "\u00e9 and \u00e9"],
    ["a\r\nb\u200bc\u0007d", "a b cd"],
    ["ｶﾞ", "カ\u3099"],
  ])("replaces %j by %j", (text, expected) => {
    expect(normalize(text)).toBe(expected);
  });

  test("ends for every table, also a random one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 400 }), fc.string(), (bytes, text) => {
        new DataView(bytes.buffer).setUint32(0, (bytes.length >> 3) * 4, true);
        precompiledNormalizer(btoa(String.fromCharCode(...bytes)))(text);
      }),
    );
  });

  test.each([
    ["%%%", /base64/],
    ["", /must hold a trie: got 0 bytes/],
    [btoa("\u00ff\u00ff\u0000\u0000abcd"), /got 8 bytes, 65535 of them for the trie/],
  ])("refuses %j", (charsmap, message) => {
    expect(() => precompiledNormalizer(charsmap)).toThrow(message);
  });
});
