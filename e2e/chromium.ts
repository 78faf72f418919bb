import { existsSync } from "node:fs";
import { chromium } from "playwright";

/** How every browser test starts Chromium: the system's or Playwright's, with WebGPU on SwiftShader. */
export function chromiumLaunchOptions(): { executablePath: string; args: string[] } {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error(
      "Cannot start Chromium: none was found. Set CHROMIUM to a Chromium or Chrome executable, or run `npx playwright install chromium`",
    );
  }
  return {
    executablePath,
    args: [
      "--no-sandbox",
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
      "--enable-features=Vulkan",
      "--disable-gpu-watchdog",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-quic",
    ],
  };
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
