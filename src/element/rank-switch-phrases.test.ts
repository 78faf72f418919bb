import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PHRASE_NAMES, phrasesOf } from "./rank-switch-phrases.ts";

const root = new URL("../../", import.meta.url);
const source = readFileSync(new URL("src/element/rank-switch.ts", root), "utf8");
const guide = readFileSync(new URL("docs/consent.md", root), "utf8");
const tagged = (tag: string, name: RegExp): string[] =>
  [...source.matchAll(new RegExp(`@${tag} ${name.source}`, "g"))].map((match) => match[1] ?? "");

describe("phrases of the switch", () => {
  test("are all among the attributes that the element documents, in the same order", () => {
    expect(tagged("attr", /\{string\} (\S+)/)).toEqual(PHRASE_NAMES);
  });

  test("stand in the guide with the words that they have there", () => {
    const english = phrasesOf({ getAttribute: () => null } as unknown as Element);
    for (const name of PHRASE_NAMES) expect(guide).toContain(`| \`${name}\` | ${english(name)} |`);
  });
});

describe("parts and properties of the switch", () => {
  test("are those that its templates and styles have, and stand in the guide", () => {
    const files = ["disclosure", "body", "facts", "styles"].map((name) =>
      readFileSync(new URL(`src/element/rank-switch-${name}.ts`, root), "utf8"),
    );
    const code = [source, ...files].join("\n");
    const parts = tagged("csspart", /(\S+)/);
    const used = [...code.matchAll(/ part="([^"$]+)"/g)].map((match) => match[1]);
    expect([...new Set(used)].sort()).toEqual(parts.toSorted());
    const properties = tagged("cssprop", /\[(--[a-z-]+)/);
    const read = [...code.matchAll(/var\((--personal-rank-[a-z-]+)/g)].map((match) => match[1]);
    expect([...new Set(read)].sort()).toEqual(properties.toSorted());
    for (const name of [...parts, ...properties]) expect(guide).toContain(`| \`${name}\` |`);
  });
});
