import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { earlierReport } from "./earlier-report.ts";
import { evaluationReport } from "./evaluation-report.ts";
import { visitsFixture } from "./visits.test-helper.ts";

const RUN = { seed: 1, queries: 6, catalogue: null, products: 100, modelId: "m" };

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-earlier-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "report.json"), text);
  return join(folder, "report.json");
}

test("is what was written, of whatever seed and model", () => {
  const report = evaluationReport(visitsFixture(), { ...RUN, seed: 2, modelId: "before" });
  expect(earlierReport(fileOf(JSON.stringify(report)), RUN).groups[0].lift).toEqual(report.groups[0].lift);
});

test("refuses figures that cannot be compared, and what is no report", () => {
  const of = (run: Partial<typeof RUN>): string =>
    fileOf(JSON.stringify(evaluationReport(visitsFixture(), { ...RUN, ...run })));
  expect(() => earlierReport(of({ queries: 10 }), RUN)).toThrow(
    /6 visits and 100 products.*is of 10 and 100/,
  );
  expect(() => earlierReport(of({ products: 792 }), RUN)).toThrow(/is of 6 and 792/);
  for (const text of ["{}", "null", '{"version":1,"run":{},"groups":[]}'])
    expect(() => earlierReport(fileOf(text), RUN)).toThrow(/--compare must be the report.json/);
  expect(() => earlierReport(fileOf("{"), RUN)).toThrow(/Cannot read the report that --compare names/);
  expect(() => earlierReport("/nowhere/report.json", RUN)).toThrow(/--compare names, "\/nowhere/);
});
