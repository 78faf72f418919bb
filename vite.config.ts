import { cpSync, rmSync } from "node:fs";
import { playwright } from "@vitest/browser-playwright";
import type { EnvironmentOptions } from "vite";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { chromiumLaunchOptions } from "./e2e/chromium.ts";
import { assemblyscript } from "./src/model/wasm/assemblyscript-plugin.ts";

/** One file for the page, one for its worker, one for threads that help it, one for the inspector: each is loaded on its own. */
function browserBundle(entry: string, fileName: string): EnvironmentOptions {
  return {
    consumer: "client",
    build: {
      outDir: "dist",
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      minify: true,
      sourcemap: true,
      lib: { entry, formats: ["es"], fileName: () => fileName },
      // Vite leaves the white space of ES libraries in, for bundlers that read annotations; a page has no use for it.
      rolldownOptions: { output: { chunkFileNames: "personal-rank-[name].js", minify: true } },
    },
  };
}

const config: ViteUserConfig = defineConfig({
  plugins: [assemblyscript()],
  builder: {
    async buildApp(builder) {
      // `npm run model:import` needs no page, and must not take away the files of a demo that runs.
      if (builder.config.mode === "import" || builder.config.mode === "evaluate") {
        await builder.build(builder.environments["node"]);
        return;
      }
      rmSync("dist", { recursive: true, force: true });
      for (const name of ["page", "worker", "helper", "inspector", "node"])
        await builder.build(builder.environments[name]);
      for (const name of ["shelf-mini", "shelf-tiny"]) {
        cpSync(`models/${name}`, `dist/models/${name}`, { recursive: true });
      }
    },
  },
  environments: {
    page: browserBundle("src/index.ts", "personal-rank.js"),
    worker: browserBundle("src/worker/entry.ts", "personal-rank-worker.js"),
    helper: browserBundle("src/worker/encode-entry.ts", "personal-rank-encode-worker.js"),
    inspector: browserBundle("src/inspector.ts", "rank-inspector.js"),
    node: {
      consumer: "server",
      build: {
        outDir: "dist/server",
        emptyOutDir: false,
        copyPublicDir: false,
        target: "node20",
        minify: false,
        ssr: true,
        rolldownOptions: {
          input: {
            server: "src/server/server.ts",
            demo: "src/demo/demo.ts",
            "import-model": "src/import/import-model.ts",
            "eval-replay": "src/evaluation/eval-replay.ts",
            "eval-simulated": "src/evaluation/eval-simulated.ts",
            "fit-prior": "src/evaluation/fit-prior.ts",
          },
          output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    },
  },
  test: {
    retry: process.env["CI"] === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: { name: "node", include: ["src/**/*.test.ts"], exclude: ["src/**/*.browser.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["src/**/*.browser.test.ts"],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            // A plain build needs no browser, and must not install one.
            provider: playwright(process.env["VITEST"] ? { launchOptions: chromiumLaunchOptions() } : {}),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});

export default config;
