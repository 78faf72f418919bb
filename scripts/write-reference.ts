import { writeFileSync } from "node:fs";
import { elementsManifest } from "./elements-manifest.ts";
import { reference } from "./reference.ts";

/** Writes `docs/reference.md`. */
export function run(): void {
  writeFileSync(new URL("../docs/reference.md", import.meta.url), reference(elementsManifest()));
}
