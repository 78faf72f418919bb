import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { BuiltServer } from "../../../src/server/built-server-fixture.ts";
import type { Environment } from "./fault-nodes.ts";

/** The blocks of shell commands below a heading of a page in docs/. */
export function blocksOf(page: string, heading: string): string[] {
  const section = readFileSync(page, "utf8").split(`\n## ${heading}\n`)[1].split("\n## ")[0];
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
}

/**
 * Runs commands as a page has them, in a shell.
 *
 * @returns What they say.
 * @throws {Error} if one of them ends with another code than 0.
 */
export function runDocumented(
  commands: string,
  {
    server,
    environment,
    cwd,
  }: { readonly server: BuiltServer; readonly environment: Environment; readonly cwd: string },
): string {
  // What `npm run server --` builds and runs is built already.
  const npm = `npm() { [ "$1 $2 $3" = "run server --" ]; shift 3; "${process.execPath}" "${server.path}" "$@"; }\n`;
  return execFileSync("bash", ["-euo", "pipefail", "-c", npm + commands], {
    cwd,
    env: { PATH: process.env["PATH"], ...environment },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}
