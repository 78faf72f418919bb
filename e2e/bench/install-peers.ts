import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what we are compared with, once per lockfile.
 *
 * @throws {Error} with what to do, if npm fails.
 */
export function installPeers(here: string, say: (line: string) => void): void {
  const stamp = join(here, "node_modules/.installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  say("Installing the peers into e2e/bench/node_modules (once, 450 MB)");
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", here],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  if (status !== 0)
    throw new Error(
      `Cannot install the peers: "npm ci" ended with ${status}; check the network, or use --no-peers`,
    );
  writeFileSync(stamp, wanted);
}
