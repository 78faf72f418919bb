import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { followChildren, placeChildren } from "./follow-children.ts";

const chars = (text: string): string[] => Array.from(text);
const follow = (shown: string, before: string, now: string): string =>
  followChildren(chars(shown), chars(before), chars(now)).join("");

describe("followChildren", () => {
  test("puts what was added at the end of the document at the end of the screen", () => {
    expect(follow("cab", "abc", "abcxy")).toBe("cabxy");
  });

  test("gives a new child on screen the place that it has in the document", () => {
    expect(follow("cab", "abc", "xabc")).toBe("xcab");
    expect(follow("cab|", "abc|", "abcxy|")).toBe("cabxy|");
  });

  test("closes the gap that a removed child leaves, and changes nothing else", () => {
    expect(follow("dcba", "abcd", "abd")).toBe("dba");
  });

  test("takes over the document's order once the page has changed the order of its own children", () => {
    expect(follow("cabd", "abcd", "bacd")).toBe("bacd");
    expect(follow("cabd", "abcd", "dcxa")).toBe("dcxa");
  });

  test("keeps the order on screen of all that stay, whatever is added and removed", () => {
    const cases = fc
      .record({
        before: fc.uniqueArray(fc.nat(30), { maxLength: 12 }),
        added: fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 31, max: 60 })), { maxLength: 5 }),
        isKept: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      })
      .chain(({ before, added, isKept }) => {
        const now = before.filter((_, at) => isKept[at]);
        for (const [place, child] of added) if (!now.includes(child)) now.splice(place, 0, child);
        return fc.record({
          before: fc.constant(before),
          now: fc.constant(now),
          shown: fc.shuffledSubarray(before, { minLength: before.length }),
        });
      });
    fc.assert(
      fc.property(cases, ({ before, now, shown }) => {
        const next = followChildren(shown, before, now);
        expect(new Set(next)).toEqual(new Set(now));
        expect(next).toHaveLength(now.length);
        expect(next.filter((child) => before.includes(child))).toEqual(
          shown.filter((child) => now.includes(child)),
        );
      }),
    );
  });
});

describe("placeChildren", () => {
  test("shares out the places of the wanted ones among them, and leaves all others", () => {
    expect(placeChildren(chars("a-b-c-"), chars("cab")).join("")).toBe("c-a-b-");
    expect(placeChildren(chars("abcd"), chars("db")).join("")).toBe("adcb");
  });
});
