import type { Described, ElementDeclaration, Manifest, Member } from "./manifest.ts";
import { type DocumentedType, documentedTypes } from "./documented-types.ts";

const HEAD = `# Reference

Made by \`npm run docs\` from the docstrings of the code; \`custom-elements.json\` in the package says the same to editors. What to put on cards:
[features.md](features.md); feedback: [feedback.md](feedback.md); consent and the switch: [consent.md](consent.md); rules of exposure:
[fairness.md](fairness.md); files and policies: [hosting.md](hosting.md); the inspector: [inspector.md](inspector.md).`;

const SCRIPT_TAG = `The script tag has the same attributes, with \`data-\` before them, and serves the whole page. A value that is not allowed is told once, on the
console and by \`personal-rank:error\`; the default is used.`;

const EVENTS =
  "All of them bubble to `document` and cross shadow roots: `personal-rank:order` from the list, the others from the element.";

const FROM_SCRIPT = `\`window.personalRank\` is the page's first tag, whichever form it has; an element is also its own. Before the script has run it is \`undefined\`;
what asks the worker, from \`inspect()\` to \`forget(what)\`, is rejected while none runs, as before consent; \`rank()\` then does nothing, and \`forget()\`
erases all the same, the days of uploads too.

\`\`\`js
const { rankings } = window.personalRank;
await window.personalRank.forget({ itemId: "SKU-1" });
window.personalRank.feedback.acted("purchase", ["SKU-1", "SKU-2"]);
\`\`\``;

const TYPES = '`import type { Ranking } from "personal-rank"`. All of it is read-only.';

/**
 * The reference, as Markdown.
 *
 * @param manifest What the elements have.
 */
export function reference(manifest: Manifest): string {
  const types = documentedTypes();
  const linked = linker(types.map(({ name }) => name));
  const sections = manifest.modules.flatMap(({ path, declarations }) =>
    declarations.map((declaration) => elementSection(declaration, path, linked)),
  );
  return `${[HEAD, ...sections, `## Types\n\n${TYPES}`, ...types.map((type) => typeSection(type, linked))].join("\n\n")}\n`;
}

/** Puts a type into code, and links those that are documented. */
type Linked = (type: string) => string;

function linker(names: readonly string[]): Linked {
  return (type) => {
    const mentioned = names.filter((name) => new RegExp(`\\b${name}\\b`).test(type));
    const links = mentioned
      .filter((name) => name !== type)
      .map((name) => `[${name}](#${name.toLowerCase()})`);
    if (mentioned.includes(type)) return `[\`${type}\`](#${type.toLowerCase()})`;
    return `${code(type)}${links.length === 0 ? "" : `: ${links.join(", ")}`}`;
  };
}

function elementSection(declaration: ElementDeclaration, path: string, linked: Linked): string {
  const { tagName, description = "", attributes = [], events = [], members = [] } = declaration;
  const isTag = tagName === "personal-rank";
  const parts = [`## \`<${tagName}>\``, `In \`${path}\`. ${description}`];
  if (isTag) parts.push(SCRIPT_TAG);
  if (attributes.length > 0) parts.push("### Attributes", attributeTable(attributes, isTag));
  if (events.length > 0) {
    parts.push(`### Events of \`<${tagName}>\``);
    if (isTag) parts.push(EVENTS);
    parts.push(
      table(
        ["event", "`detail`", "when"],
        events.map(({ name, type, description: when = "" }) => [
          code(name),
          linked(detailOf(type?.text)),
          when,
        ]),
      ),
    );
  }
  parts.push(...namedTables(declaration));
  if (isTag) parts.push("### From script", FROM_SCRIPT, memberTable(members, linked));
  return parts.join("\n\n");
}

function attributeTable(attributes: readonly Described[], isTag: boolean): string {
  return table(
    [...(isTag ? ["script tag"] : []), isTag ? "element" : "attribute", "default", "means"],
    attributes.map((attribute) => {
      const values = valuesOf(attribute).map(code).join(", ");
      return [
        ...(isTag ? [code(`data-${attribute.name}`)] : []),
        code(attribute.name),
        defaultOf(attribute),
        `${values === "" ? "" : `${values}: `}${attribute.description}`,
      ];
    }),
  );
}

/** A default that may be written as it stands is code; other defaults are words about it. */
function defaultOf({ default: value = "", type }: Described): string {
  const isWritten = type?.text !== "string" || (/^[\w.]+$/.test(value) && value !== "none");
  return isWritten ? code(value) : value;
}

/** Slots, parts and custom properties, where there are some. */
function namedTables({ slots = [], cssParts = [], cssProperties = [] }: ElementDeclaration): string[] {
  const rows = (entries: readonly Described[]): string[][] =>
    entries.map(({ name, description = "" }) => [code(name), description]);
  const properties = cssProperties.map(({ name, default: value, description = "" }) => [
    code(name),
    value === undefined ? "" : code(value),
    description,
  ]);
  return [
    ...(slots.length === 0 ? [] : ["### Slots", table(["slot", "for"], rows(slots))]),
    ...(cssParts.length === 0 ? [] : ["### Parts", table(["`::part()`", "what"], rows(cssParts))]),
    ...(properties.length === 0
      ? []
      : ["### Custom properties", table(["property", "default", "of"], properties)]),
  ];
}

function memberTable(members: readonly Member[], linked: Linked): string {
  return table(
    ["member", "is, or returns", "means"],
    members.map((member) => {
      const parameters = (member.parameters ?? []).map(
        ({ name, optional }) => `${name}${optional ? "?" : ""}`,
      );
      const taken = (member.parameters ?? []).map(
        ({ name, type }) => `\`${name}\` is ${linked(type.text)}. `,
      );
      const isMethod = member.kind === "method";
      return [
        code(isMethod ? `${member.name}(${parameters.join(", ")})` : member.name),
        linked((isMethod ? member.return?.type : member.type)?.text ?? "unknown"),
        `${taken.join("")}${member.description ?? ""}`,
      ];
    }),
  );
}

function typeSection({ name, description, text, members }: DocumentedType, linked: Linked): string {
  const parts = [`### ${name}`];
  if (description !== "") parts.push(description);
  if (text !== null) parts.push(code(text));
  if (members.length > 0) parts.push(memberTable(members, linked));
  return parts.join("\n\n");
}

/** The words that an attribute allows; none where it is free. */
function valuesOf({ type }: Described): string[] {
  return [...(type?.text ?? "").matchAll(/"([^"]*)"/g)].map(([, value = ""]) => value);
}

function detailOf(type: string | undefined): string {
  return /^CustomEvent<(.*)>$/.exec(type ?? "")?.[1] ?? "unknown";
}

/** In a type, `readonly` goes without saying. */
function code(text: string): string {
  return `\`${text.replace(/\breadonly /g, "")}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
