import { readFileSync } from "node:fs";
import type { EvaluationReport } from "./evaluation-report.ts";

/**
 * Reads the report of an earlier run that this one is to be compared with, before anybody lives: a run takes minutes to hours.
 *
 * @param run Of which catalogue and how many visits this one is: the figures of others are not comparable.
 * @throws {Error} that says what is wrong with the file.
 */
export function earlierReport(
  path: string,
  run: Pick<EvaluationReport["run"], "queries" | "products">,
): EvaluationReport {
  const earlier = read(path);
  const { version, run: of, groups } = earlier;
  if (version !== 2 || of === undefined || !Array.isArray(groups))
    throw new Error(`--compare must be the report.json of an earlier run, of version 2: "${path}" is not`);
  if (of.queries !== run.queries || of.products !== run.products)
    throw new Error(
      `--compare must be of as many visits and the same catalogue, ${run.queries} visits and ${run.products} products: "${path}" is of ${of.queries} and ${of.products}`,
    );
  return earlier as EvaluationReport; // of this version
}

function read(path: string): Partial<EvaluationReport> {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) ?? {}) as Partial<EvaluationReport>;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read the report that --compare names, "${path}": ${message}`, { cause });
  }
}
