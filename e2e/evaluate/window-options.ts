import { existsSync } from "node:fs";
import { chromiumLaunchOptions } from "../chromium.ts";
import type { EngineName } from "./evaluate-options.ts";

/** Debian's package of that name; its own build, of the same version as the browser's. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

/**
 * How the windows of an evaluation are opened: as in every browser test, but without pictures, which nobody looks at here. Where only
 * the CPU ranks and nobody has named a browser, Chromium without its user interface is taken if that is installed: pages, scripts and
 * figures are the same, and a visit takes a fifth less of the processor.
 */
export function windowOptions(engines: readonly EngineName[]): { executablePath: string; args: string[] } {
  const { executablePath, args } = chromiumLaunchOptions();
  const isLight =
    process.env["CHROMIUM"] === undefined && !engines.includes("webgpu") && existsSync(HEADLESS_SHELL);
  return {
    executablePath: isLight ? HEADLESS_SHELL : executablePath,
    args: [...args, "--blink-settings=imagesEnabled=false"],
  };
}
