import { readdirSync } from "node:fs";
import { join } from "node:path";
import { filesHash } from "../../src/evaluation/catalogue/files-hash.ts";
import { modelHash } from "../../src/evaluation/catalogue/model-hash.ts";

/**
 * Names the product that is evaluated: the built scripts of pages, the demo that serves them, and the model. What was seen of another one
 * says nothing of this.
 *
 * @param root Folder that holds `dist/` and `models/`.
 * @throws {Error} if it has not been built.
 */
export function productHash(root: string): string {
  const scripts = readdirSync(join(root, "dist")).filter((name) => name.endsWith(".js"));
  // What the demo imports is named by its contents.
  const files = [...scripts.toSorted(), "server/demo.js"].map((name) => join(root, "dist", name));
  return `${filesHash(files)} ${modelHash(join(root, "models/shelf-mini"))}`;
}
