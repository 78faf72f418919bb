import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./chromium.ts";
import type { JourneyOptions } from "./fixtures.ts";

const config: PlaywrightTestConfig<JourneyOptions> = defineConfig<JourneyOptions>({
  testDir: ".",
  outputDir: "results/artifacts",
  // Two cores, and SwiftShader takes one of them.
  workers: 1,
  maxFailures: 5,
  // On a shared machine a second can take three; what passes only the second time is listed as flaky.
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 180_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  use: { launchOptions: chromiumLaunchOptions(), viewport: { width: 1280, height: 900 } },
  projects: [
    { name: "wasm", use: { backend: "wasm" } },
    {
      name: "webgpu",
      use: { backend: "webgpu" },
      testIgnore: /(screenshots|element|dwell|history|warm)\.spec\.ts/,
    },
  ],
});

export default config;
