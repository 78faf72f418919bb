import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** A program of a browser: the first of its paths that exists is taken. */
interface Program {
  readonly name: string;
  /** Environment variable that may name its path. */
  readonly variable: string;
  readonly paths: readonly string[];
}

/**
 * Where the programs of a browser are. Where one is missing and we are root on Debian, its packages are installed, as
 * `e2e/chromium.ts` does.
 *
 * @returns Paths in the order of the programs; null if one is missing, after a line on `stderr` that says what to do.
 * @throws {Error} With that line, if `ENGINES_REQUIRED` is set.
 */
export function installBrowser(
  browser: string,
  programs: readonly Program[],
  debianPackages: readonly string[],
): string[] | null {
  const find = (): (string | undefined)[] =>
    programs.map(({ variable, paths }) =>
      [process.env[variable] ?? "", ...paths].find((path) => path !== "" && existsSync(path)),
    );
  const isComplete = (found: readonly (string | undefined)[]): found is string[] =>
    !found.includes(undefined);
  let found = find();
  if (!isComplete(found) && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", ...debianPackages]]) {
      process.stderr.write(`No ${browser} yet; trying: apt-get ${args.join(" ")}\n`);
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    }
    found = find();
  }
  if (isComplete(found)) return found;
  const missing = programs.filter((_, at) => found[at] === undefined);
  const message = `Journeys left out: no ${browser} (missing: ${missing.map(({ name }) => name).join(", ")}). On Debian: apt-get install ${debianPackages.join(" ")}; elsewhere set ${missing.map(({ variable }) => variable).join(", ")}`;
  if (process.env["ENGINES_REQUIRED"] !== undefined) throw new Error(message);
  process.stderr.write(`${message}\n`);
  return null;
}
