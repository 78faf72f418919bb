import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";
import type { EngineOptions } from "./engine-fixtures.ts";

/** The same journeys in three engines, each driven by its own protocol; Playwright only runs the tests. */
const config: PlaywrightTestConfig<object, EngineOptions> = defineConfig<object, EngineOptions>({
  testDir: ".",
  outputDir: "../results/engines",
  // Half of a journey is waiting.
  workers: 2,
  maxFailures: 5,
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 120_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  projects: [
    { name: "chromium", use: { engineName: "chromium" } },
    { name: "firefox", use: { engineName: "firefox" } },
    { name: "webkit", use: { engineName: "webkit" } },
  ],
});

export default config;
