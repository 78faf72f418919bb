import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Curves } from "./curves-section.ts";
import { plotPage } from "./plot-page.ts";
import type { Results } from "./results.ts";

/** Writes the JSON, and beside it, if curves were measured, the plots as a page. @returns The paths. */
export function writeFiles(jsonPath: string, results: Results, curves: Curves | null): string[] {
  mkdirSync(dirname(jsonPath), { recursive: true });
  writeFileSync(jsonPath, `${JSON.stringify(results, null, 2)}\n`);
  if (curves === null) return [jsonPath];
  const plotPath = jsonPath.replace(/(\.json)?$/, ".html");
  writeFileSync(plotPath, plotPage(curves, results.env));
  return [jsonPath, plotPath];
}
