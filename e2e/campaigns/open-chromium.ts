import { type Browser, chromium } from "playwright";
import { chromiumLaunchOptions } from "../chromium.ts";

/** Chromium as the tests have it, for campaigns that drive it themselves. */
export function openChromium(args: readonly string[] = []): Promise<Browser> {
  const options = chromiumLaunchOptions();
  return chromium.launch({ ...options, args: [...options.args, ...args] });
}
