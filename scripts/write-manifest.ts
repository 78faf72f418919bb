import { writeFileSync } from "node:fs";
import { elementsManifest } from "./elements-manifest.ts";

/** Writes `dist/custom-elements.json`, for editors and documentation tools. */
export function run(): void {
  writeFileSync(
    new URL("../dist/custom-elements.json", import.meta.url),
    `${JSON.stringify(elementsManifest(), null, 2)}\n`,
  );
}
