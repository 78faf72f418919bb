import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import type { EvaluationReport } from "./evaluate/evaluation-report.ts";
import type { VisitLog } from "./evaluate/visit-log.ts";

const START = fileURLToPath(new URL("evaluate/start.js", import.meta.url));

function evaluate(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [START, ...args], {
    cwd: fileURLToPath(new URL("../", import.meta.url)),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, output })));
}
const newFolder = (): string => mkdtempSync(join(tmpdir(), "personal-rank-evaluation-"));
const reportIn = (folder: string): EvaluationReport =>
  JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as EvaluationReport;
/** All that does not depend on how quick the machine is. */
const visitsIn = (folder: string): VisitLog[] =>
  readFileSync(join(folder, "visits.jsonl"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .flatMap((line) => JSON.parse(line) as VisitLog[])
    .map((visit) => ({
      ...visit,
      firstRankMs: 0,
      clickToReorderMs: 0,
      longTasksMs: [],
      bytes: 0,
      heapBytes: 0,
    }))
    .toSorted((a, b) => a.persona - b.persona || a.visit - b.visit);
/** Scores may differ in the 8th digit: what helpers have encoded is summed up as it comes. */
const nearly = (visits: readonly VisitLog[]): unknown[] =>
  visits.map((visit) => ({
    ...visit,
    examined: visit.examined.map(([score, ...rest]) => [expect.closeTo(score, 5), ...rest]),
  }));

test("20 shoppers of the demo shop are evaluated; the same seed gives the same figures, and the report can be read by all", async ({
  browser,
}) => {
  test.setTimeout(420_000); // 52 visits, of a second or two each on two free cores
  const folder = newFolder();
  const first = await evaluate("--personas", "20", "--queries", "2", "--folder", folder);
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toContain("lift over global");
  const [group] = reportIn(folder).groups;
  expect([group.personas, group.heldOut, group.visits]).toEqual([
    14,
    { interleaved: 2, global: 2, "shop-order": 2 },
    40,
  ]);
  expect(group.interleaving!.wins + group.interleaving!.losses).toBeGreaterThan(0);
  expect(group.errors).toEqual({});
  expect(group.clicks).toBeGreaterThan(30);
  expect(group.speed.deltaBytes).toBe(509);
  expect(group.byVisit[0].lift).toMatchObject({ mean: 0, low: 0, high: 0 }); // nothing is known of anybody
  expect(group.byVisit[1].lift!.mean).not.toBe(0);

  // Another number of windows, and a part of the shoppers: each of them lives as before, to the bit.
  const other = newFolder();
  await evaluate("--personas", "6", "--queries", "2", "--windows", "1", "--folder", other);
  expect(visitsIn(other)).toEqual(nearly(visitsIn(folder).slice(0, 12)));
  expect(visitsIn(other).at(-1)?.arm, "also who is shown what chance has drafted").toBe("interleaved");

  // What has been seen is not done again.
  const lived = readFileSync(join(folder, "visits.jsonl"), "utf8");
  const startMs = Date.now();
  await evaluate(
    "--personas",
    "20",
    "--queries",
    "2",
    "--folder",
    folder,
    "--compare",
    join(folder, "report.json"),
  );
  expect(Date.now() - startMs).toBeLessThan(15_000);
  expect(readFileSync(join(folder, "visits.jsonl"), "utf8")).toBe(lived);
  expect(reportIn(folder).groups).toEqual([group]);

  for (const [colorScheme, width] of [
    ["light", 1200],
    ["dark", 390],
  ] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.goto(`file://${join(folder, "report.html")}`);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.screenshot({ path: `e2e/results/evaluation-${colorScheme}.png`, fullPage: true });
    await context.close();
  }
});

test("says how it is used, and what it cannot use", async () => {
  expect((await evaluate("--help")).output).toContain("--personas N");
  const refused = await evaluate("--engines", "abacus");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain('--engines must be wasm or webgpu: got "abacus"');
});
