import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** WebGPU on SwiftShader in headless Chromium, and no connections but the test's own. */
const ARGS = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--disable-gpu-watchdog",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/**
 * How every browser test starts Chromium. Where there is none it is installed: by Playwright's download, or else
 * as Debian's package.
 *
 * @throws {Error} that says what to do, if neither works.
 */
export function chromiumLaunchOptions(): { executablePath: string; args: string[] } {
  return { executablePath: findChromium() ?? installChromium(), args: ARGS };
}

/** The first Chromium that exists: `$CHROMIUM`, the system's, Playwright's own; null if there is none. */
export function findChromium(): string | null {
  const candidates = [
    process.env["CHROMIUM"],
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    chromium.executablePath(),
  ];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path)) ?? null;
}

function installChromium(): string {
  const attempts: readonly (readonly string[])[] = [
    ["npx", "playwright", "install", "chromium"],
    ["apt-get", "update"],
    ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
  ];
  for (const [command = "", ...args] of attempts) {
    process.stderr.write(`No Chromium yet; trying: ${command} ${args.join(" ")}\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env });
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new Error(
    "Cannot run browser tests because there is no Chromium and none could be installed. Install Chromium or Chrome by hand and set CHROMIUM to its executable",
  );
}
