import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of Lighthouse found. */
export interface Audit {
  /** Performance score, 0 to 100. */
  readonly score: number;
  readonly cls: number;
  readonly totalBlockingMs: number;
  readonly largestPaintMs: number;
  /** The longest task of the main thread, in ms of Lighthouse's phone, which is four times as slow as this machine; 0 below 50. */
  readonly longestTaskMs: number;
  /** The longest one that our scripts run in, the same way. */
  readonly longestOwnTaskMs: number;
}

/**
 * Runs Lighthouse once, as from its command line, with the settings it has for a phone.
 *
 * @param here    Folder in which Lighthouse is installed.
 * @param blocked Patterns of URLs that are not loaded.
 * @throws {Error} with Lighthouse's own words, if it fails.
 */
export function audit(
  here: string,
  { url, chromePath, blocked }: { url: string; chromePath: string; blocked: readonly string[] },
): Audit {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-lighthouse-"));
  const output = join(folder, "report.json");
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(here, "node_modules/lighthouse/cli/index.js"),
      url,
      "--only-categories=performance",
      "--output=json",
      `--output-path=${output}`,
      "--quiet",
      "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
      `--extra-headers=${JSON.stringify({ Cookie: "personal-order=granted" })}`,
      ...blocked.map((pattern) => `--blocked-url-patterns=${pattern}`),
    ],
    { encoding: "utf8", env: { ...process.env, CHROME_PATH: chromePath } },
  );
  if (status !== 0) throw new Error(`Lighthouse ended with ${status}: ${stderr.slice(-600)}`);
  const report = JSON.parse(readFileSync(output, "utf8")) as LighthouseReport;
  rmSync(folder, { recursive: true, force: true });
  const value = (name: string): number => report.audits[name]?.numericValue ?? Number.NaN;
  const tasks = report.audits["long-tasks"]?.details?.items ?? [];
  const longest = (some: readonly { readonly duration: number }[]): number =>
    Math.max(0, ...some.map(({ duration }) => duration));
  return {
    score: report.categories.performance.score * 100,
    cls: value("cumulative-layout-shift"),
    totalBlockingMs: value("total-blocking-time"),
    largestPaintMs: value("largest-contentful-paint"),
    longestTaskMs: longest(tasks),
    longestOwnTaskMs: longest(tasks.filter((task) => task.url.includes("/personal-rank"))),
  };
}

/** The part of Lighthouse's report that is read. */
interface LighthouseReport {
  readonly categories: { readonly performance: { readonly score: number } };
  readonly audits: Readonly<
    Record<
      string,
      {
        readonly numericValue?: number;
        readonly details?: {
          readonly items?: readonly { readonly duration: number; readonly url: string }[];
        };
      }
    >
  >;
}
