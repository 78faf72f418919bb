import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { evaluateOptions } from "../../e2e/evaluate/evaluate-options.ts";
import { EVALUATION_FOLDER, latestEvaluation } from "./latest-evaluation.ts";

describe("latestEvaluation", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "personal-rank-report-"))));
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (html: string): void => {
    mkdirSync(join(root, evaluateOptions([])!.folder), { recursive: true });
    writeFileSync(join(root, evaluateOptions([])!.folder, "report.html"), html);
  };

  test("finds what the evaluation has written where it writes by itself, and notices the next one", async () => {
    expect(await latestEvaluation(root)).toBeNull();
    write("<p>first</p>");
    expect(await latestEvaluation(root)).toBe("<p>first</p>");
    write("<p>second</p>");
    expect(await latestEvaluation(root)).toBe("<p>second</p>");
  });

  test("tells of a report that is there and cannot be read", async () => {
    mkdirSync(join(root, EVALUATION_FOLDER, "report.html"), { recursive: true });
    await expect(latestEvaluation(root)).rejects.toThrow("EISDIR");
  });
});
