import { readFileSync } from "node:fs";
import { ts } from "@custom-elements-manifest/analyzer";
import type { Member } from "./manifest.ts";

const ROOT = new URL("../", import.meta.url);

/** A source file, by its path in the repository. */
export function parseSource(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(new URL(path, ROOT), "utf8"), ts.ScriptTarget.ES2022, true);
}

/**
 * Properties and methods of an interface.
 *
 * @throws {Error} where the file has no such interface.
 */
export function readInterface(path: string, name: string): { description: string; members: Member[] } {
  const file = parseSource(path);
  const found = file.statements.filter(ts.isInterfaceDeclaration).find((node) => node.name.text === name);
  if (found === undefined) throw new Error(`Cannot find the interface ${name} in ${path}`);
  return {
    description: descriptionOf(found),
    members: found.members.flatMap((node) => memberOf(node, file)),
  };
}

/**
 * What a type stands for, as it is written.
 *
 * @throws {Error} where the file has no such type.
 */
export function readTypeAlias(path: string, name: string): { description: string; text: string } {
  const file = parseSource(path);
  const found = file.statements.filter(ts.isTypeAliasDeclaration).find((node) => node.name.text === name);
  if (found === undefined) throw new Error(`Cannot find the type ${name} in ${path}`);
  const text = oneLine(found.type.getText(file)).replace(/^\| /, "");
  const [, list] = /^\(typeof (\w+)\)\[number\]$/.exec(text) ?? [];
  return { description: descriptionOf(found), text: list === undefined ? text : wordsOf(file, list) };
}

/** What a list of words amounts to as a type. */
function wordsOf(file: ts.SourceFile, name: string): string {
  const [, words = ""] = new RegExp(`const ${name} = \\[([^\\]]*)\\]`).exec(file.getText(file)) ?? [];
  return words
    .split(",")
    .flatMap((word) => word.trim() || [])
    .join(" | ");
}

function memberOf(node: ts.Node, file: ts.SourceFile): Member[] {
  const typeOf = (type: ts.Node | undefined, otherwise: string): { text: string } => ({
    text: type === undefined ? otherwise : oneLine(withoutComments(type.getText(file))).replace(/^\| /, ""),
  });
  if (!ts.isMethodSignature(node) && !ts.isPropertySignature(node)) return [];
  const description = descriptionOf(node);
  const named = { name: node.name.getText(file), ...(description === "" ? {} : { description }) };
  // Methods are asked first: for the types, they are properties too.
  if (!ts.isMethodSignature(node))
    return [{ kind: "field", ...named, type: typeOf(node.type, "unknown"), readonly: true }];
  const parameters = node.parameters.map((parameter) => ({
    name: parameter.name.getText(file),
    ...(parameter.questionToken === undefined ? {} : { optional: true }),
    type: typeOf(parameter.type, "unknown"),
  }));
  return [{ kind: "method", ...named, parameters, return: { type: typeOf(node.type, "void") } }];
}

/** The text of a docstring, in one line; what it links to, by its name. */
function descriptionOf(node: ts.Node): string {
  const [docs] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(docs?.comment) ?? "";
  return oneLine(text).replace(/\{@link ([^}]+?) ?\}/g, "`$1`");
}

/** A text without its line breaks. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function withoutComments(type: string): string {
  return type.replace(/\/\*.*?\*\//gs, "");
}
