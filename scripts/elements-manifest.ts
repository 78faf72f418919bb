import { create } from "@custom-elements-manifest/analyzer";
import { PHRASES } from "../src/element/rank-switch-phrases.ts";
import type { Described, ElementDeclaration, Manifest, ManifestModule, Member } from "./manifest.ts";
import { oneLine, parseSource, readInterface } from "./read-types.ts";

/** Where each element's class is written, which of the published files defines it, and whether that file exports it. */
const SOURCES = [
  { source: "src/element/personal-rank.ts", published: "dist/personal-rank.js", isExported: true },
  { source: "src/element/rank-switch.ts", published: "dist/personal-rank-switch.js", isExported: false },
  { source: "src/element/rank-inspector.ts", published: "dist/rank-inspector.js", isExported: true },
] as const;

/** Members that a page author reads or calls; the rest of a class is Lit's, or its own business. */
const PUBLIC_FIELDS: readonly string[] = ["titleSelector"];

/**
 * The Custom Elements Manifest of the three elements, from the docstrings of their classes; the methods and properties of
 * `<personal-rank>` from the interface that it implements.
 *
 * @throws {Error} where a class of ours is no longer found.
 */
export function elementsManifest(): Manifest {
  const manifest = create({ modules: SOURCES.map(({ source }) => parseSource(source)) }) as Manifest; // as its schema says
  manifest.modules = SOURCES.map(({ source, published, isExported }, index) => {
    const declaration = manifest.modules[index]?.declarations.find(({ customElement }) => customElement);
    if (declaration?.tagName === undefined)
      throw new Error(`Cannot find the custom element in ${source}; it needs the tag @element`);
    return moduleOf(declaration, published, isExported);
  });
  return manifest;
}

function membersOf({ tagName, members = [] }: ElementDeclaration): Member[] {
  if (tagName === "personal-rank") return readInterface("src/page/rank-handle.ts", "RankHandle").members;
  return members.filter(({ name }) => PUBLIC_FIELDS.includes(name));
}

function moduleOf(declaration: ElementDeclaration, path: string, isExported: boolean): ManifestModule {
  const { name, tagName, description = "", attributes = [], events = [] } = declaration;
  const reference = { name, module: path };
  return {
    kind: "javascript-module",
    path,
    declarations: [
      {
        ...declaration,
        description: description.replace(/(\S)\n(?=\S)/g, "$1 "),
        superclass: { name: "HTMLElement" },
        members: membersOf(declaration),
        attributes: attributes.map(tagName === "personal-rank-switch" ? withPhrase : inOneLine),
        events: events.map(inOneLine),
      },
    ],
    exports: [
      ...(isExported ? [{ kind: "js", name, declaration: reference }] : []),
      { kind: "custom-element-definition", name: tagName, declaration: reference },
    ],
  };
}

function inOneLine(entry: Described): Described {
  return { ...entry, description: oneLine(entry.description ?? "") };
}

/** An attribute of the switch is one of its phrases, whose English words are its default, in quotes. */
function withPhrase(attribute: Described): Described {
  const phrases: Readonly<Record<string, string>> = PHRASES;
  const phrase = phrases[attribute.name];
  return { ...inOneLine(attribute), ...(phrase === undefined ? {} : { default: `“${phrase}”` }) };
}
