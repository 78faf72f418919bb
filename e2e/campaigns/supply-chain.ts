import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Campaign, CampaignOutcome, CampaignTools } from "./campaign-run.ts";
import { defineCampaign } from "./define-campaign.ts";

/** Of other lengths, so that a path in a file would show. */
const FOLDERS = ["one", "another/and/deeper"];
const BUILD = [
  ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
  ["run", "--silent", "build:bundles"],
  ["run", "--silent", "build:types"],
  ["run", "--silent", "build:manifest"],
];

/** What is committed is installed and built twice, in two folders, from the lockfile and without install scripts. */
export const SUPPLY_CHAIN: Campaign = defineCampaign({
  shows:
    "what ships is built twice, from two folders, without install scripts: the same bytes; and what npm audit says of it",
  takes: "not timed",
  options: {},
  run: runSupplyChain,
});

async function runSupplyChain(_options: unknown, { progress }: CampaignTools): Promise<CampaignOutcome> {
  const root = mkdtempSync(join(tmpdir(), "personal-rank-builds-"));
  try {
    const source = execFileSync("git", ["archive", "HEAD"], { maxBuffer: 2 ** 31 - 1 });
    const builds = FOLDERS.map((name, at) => {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true });
      execFileSync("tar", ["-x", "-C", folder], { input: source });
      for (const [step, words] of BUILD.entries()) {
        progress(`building in ${name}`, (at + step / BUILD.length) / FOLDERS.length);
        execFileSync("npm", words, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
      }
      return hashesIn(join(folder, "dist"));
    });
    const [first, second] = builds;
    const names = [...new Set([...first.keys(), ...second.keys()])].sort();
    const different = names.filter((name) => first.get(name) !== second.get(name));
    const audit = auditOf(join(root, FOLDERS[0]));
    return {
      hasHeld: names.length > 0 && different.length === 0 && audit.isClean !== false,
      lines: [
        `${names.length} files, built twice without install scripts: ${different.length} differ${different.map((name) => `\n  ${name}`).join("")}`,
        audit.words,
      ],
      figures: { files: Object.fromEntries(first), different, audit },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** SHA-256 of every file, by its path. */
function hashesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return new Map(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
      return [path.slice(folder.length + 1), hash];
    }),
  );
}

/** `isClean` is null where the registry answers no questions of that kind. */
function auditOf(folder: string): { readonly isClean: boolean | null; readonly words: string } {
  const { stdout } = spawnSync("npm", ["audit", "--omit=dev", "--json"], { cwd: folder, encoding: "utf8" });
  try {
    const { metadata } = JSON.parse(stdout) as { metadata?: { vulnerabilities: { total: number } } }; // npm's own
    if (metadata !== undefined)
      return {
        isClean: metadata.vulnerabilities.total === 0,
        words: `npm audit knows of ${metadata.vulnerabilities.total} vulnerabilities in what a server installs`,
      };
  } catch {
    // It says so in other words, below.
  }
  return { isClean: null, words: "npm audit was not answered: nothing is known of vulnerabilities" };
}
