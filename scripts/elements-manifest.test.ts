import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PHRASE_NAMES } from "../src/element/rank-switch-phrases.ts";
import { KINDS } from "../src/page/kinds.ts";
import { SETTING_NAMES } from "../src/page/setting-names.ts";
import { elementsManifest } from "./elements-manifest.ts";
import type { ElementDeclaration } from "./manifest.ts";

const declarations = new Map(
  elementsManifest().modules.flatMap(({ declarations }) =>
    declarations.map((declaration): [string, ElementDeclaration] => [declaration.tagName!, declaration]),
  ),
);
const named = (tagName: string, list: "attributes" | "events" | "cssParts" | "cssProperties"): string[] =>
  (declarations.get(tagName)![list] ?? []).map(({ name }) => name).sort();

/** All that a pattern finds in the sources of a folder. */
function foundIn(folder: string, files: RegExp, pattern: RegExp): string[] {
  const root = new URL(`../src/${folder}/`, import.meta.url);
  const texts = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => files.test(name) && !name.includes(".test"))
    .map((name) => readFileSync(new URL(name, root), "utf8"));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name))),
  ].sort();
}

describe("the manifest of the elements", () => {
  it("has the three elements", () => {
    expect([...declarations.keys()].sort()).toEqual([
      "personal-rank",
      "personal-rank-switch",
      "rank-inspector",
    ]);
  });

  it("has every attribute that the tag reads, and no other", () => {
    expect(named("personal-rank", "attributes")).toEqual([...SETTING_NAMES].sort());
  });

  it("has the values and the default that the settings allow", () => {
    const settings = readFileSync(new URL("../src/page/settings.ts", import.meta.url), "utf8");
    const allowed = [...settings.matchAll(/oneOf\("([\w-]+)", (\[[^\]]*\]|KINDS)\)/g)].map(
      ([, name = "", values = ""]): [string, string[]] => [
        name,
        values === "KINDS" ? [...KINDS] : [...values.matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value),
      ],
    );
    expect(allowed.length).toBeGreaterThan(6);
    for (const [name, values] of allowed) {
      const attribute = declarations.get("personal-rank")!.attributes!.find((entry) => entry.name === name)!;
      expect([name, attribute.type!.text, attribute.default]).toEqual([
        name,
        values.map((value) => `"${value}"`).join("|"),
        values[0],
      ]);
    }
  });

  it("has every event that is dispatched, and no other", () => {
    expect(named("personal-rank", "events")).toEqual(foundIn("page", /\.ts$/, /emit\([\w.]+, "([^"]+)"/g));
    expect(named("personal-rank-switch", "events")).toEqual(
      foundIn("element", /^rank-switch/, /new CustomEvent\("([^"]+)"/g),
    );
  });

  it("has the phrases, parts and properties of the switch, and no others", () => {
    expect(named("personal-rank-switch", "attributes")).toEqual([...PHRASE_NAMES].sort());
    expect(named("personal-rank-switch", "cssParts")).toEqual(
      foundIn("element", /^rank-switch/, /\bpart="([\w-]+)"/g),
    );
    expect(named("personal-rank-switch", "cssProperties")).toEqual(
      foundIn("element", /^rank-switch/, /var\((--personal-rank-[\w-]+)/g),
    );
  });

  it("describes everything that it names", () => {
    for (const declaration of declarations.values()) {
      const {
        attributes = [],
        events = [],
        slots = [],
        cssParts = [],
        cssProperties = [],
        members = [],
      } = declaration;
      const silent = [...attributes, ...events, ...slots, ...cssParts, ...cssProperties, ...members].filter(
        ({ description, default: value }) => (description ?? "") === "" && value === undefined,
      );
      expect(silent).toEqual([]);
    }
  });
});
