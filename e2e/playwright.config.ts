import { defineConfig, type PlaywrightTestConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./chromium.ts";
import type { JourneyOptions } from "./fixtures.ts";

/** What is timed, and what opens several windows by itself. */
const ALONE = ["smoothness.spec.ts", "evaluation.spec.ts"];
/** Pictures for people: `npm run pictures`. */
const PICTURES = "screenshots.spec.ts";

const config: PlaywrightTestConfig<JourneyOptions> = defineConfig<JourneyOptions>({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  testIgnore: "engines/**", // they have a configuration of their own
  outputDir: "results/artifacts",
  snapshotPathTemplate: "{testDir}/visual/baselines/{arg}{ext}", // one for all systems: see visual/same-look.ts
  // Most journeys wait for a visitor who looks; SwiftShader takes a core to itself, and what is timed wants both: see below.
  workers: 3,
  maxFailures: 5,
  // On a shared machine a second can take three; what passes only the second time is listed as flaky.
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 180_000,
  forbidOnly: process.env["CI"] !== undefined,
  reporter: [["list"]],
  use: { launchOptions: chromiumLaunchOptions(), viewport: { width: 1280, height: 900 } },
  projects: [
    { name: "wasm", use: { backend: "wasm" }, testIgnore: ["engines/**", PICTURES, ...ALONE] },
    { name: "pictures", use: { backend: "wasm" }, testMatch: PICTURES },
    // `npm run test:journeys` runs these after the others, one at a time.
    { name: "alone", use: { backend: "wasm" }, testMatch: ALONE },
    {
      name: "webgpu",
      use: { backend: "webgpu" },
      // The others are about the page, which does not know where the encoder runs.
      testMatch: /(journey|faults|smoothness)\.spec\.ts/,
      grepInvert: /@page/,
    },
  ],
});

export default config;
