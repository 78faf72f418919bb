import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import type { EnvironmentOptions, Plugin } from "vite";
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from "vitest/config";
import { chromiumLaunchOptions } from "./e2e/chromium.ts";
import { assemblyscript } from "./src/model/wasm/assemblyscript-plugin.ts";

/**
 * One file for the page, one for what it does after consent, one for its worker, and so on: each is loaded on its own.
 *
 * @param isWhole Whether what it imports later is part of it: needed where a file is checked by its hash.
 */
function browserBundle(entry: string, fileName: string, isWhole = false): EnvironmentOptions {
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
      rolldownOptions: {
        output: {
          chunkFileNames: "personal-rank-[name].js",
          // Vite leaves the white space of ES libraries in, for bundlers that read annotations; a page has no use for it.
          minify: true,
          comments: { annotation: false },
          ...(isWhole ? { codeSplitting: false } : {}),
        },
      },
    },
  };
}

/** What the page script loads later and, where the page asks for it, checks. */
const CHECKED = [
  "personal-rank-session.js",
  "personal-rank-consent-platforms.js",
  "personal-rank-worker-whole.js",
  "rank-inspector.js",
];

/** Writes the hashes of {@link CHECKED} into the page script, and the worker's text into the build that is one file. */
function builtFiles(): Plugin {
  const read = (name: string): string =>
    existsSync(`dist/${name}`) ? readFileSync(`dist/${name}`, "utf8") : "";
  return {
    name: "built-files",
    transform(code, id) {
      if (!/\/page\/file-beside\.ts$|\/single-file-parts\.ts$/.test(id)) return null;
      // What is built later has none here: a hash of nothing would refuse it for ever.
      const hashes = Object.fromEntries(
        CHECKED.filter((name) => read(name) !== "").map((name) => [
          name,
          `sha384-${createHash("sha384").update(read(name)).digest("base64")}`,
        ]),
      );
      const worker = read("personal-rank-worker-whole.js").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "");
      // On one line each: the lines of the source map stay right.
      const written = code
        .replace("PERSONAL_RANK_INTEGRITY[", `(${JSON.stringify(hashes)})[`)
        .replace("PERSONAL_RANK_WORKER_TEXT", () => JSON.stringify(worker));
      return { code: written, map: null };
    },
  };
}

/**
 * Has what imports one source of one bundle get another file instead. What few visitors or few shops need of the worker is a file of its own,
 * beside it and with all that it uses: split off by the bundler it would take half of the worker into further files, which every visitor would
 * have to wait for. In the worker that is one file it is part of that, but for what it does without, so that not every such page carries it: in
 * the place of that is what says so.
 */
function insteadOf(source: string, file: { beside: string } | { source: string }, of: string): Plugin {
  const found = "beside" in file ? { id: `./${file.beside}`, external: true } : { id: resolve(file.source) };
  return {
    name: "instead-of",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === of,
    resolveId: (asked) => (asked === source ? found : null),
  };
}

/** Tests that run in Chromium. */
function browserTests(
  name: string,
  include: string[],
  exclude: string[] = [],
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include,
      exclude,
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
  };
}

const STATE_TRANSFER = "personal-rank-state-transfer.js";
const SHARING = "personal-rank-sharing.js";
const SPLIT = "personal-rank-split.js";

const config: ViteUserConfig = defineConfig({
  plugins: [
    assemblyscript(),
    builtFiles(),
    insteadOf("./state-transfer.ts", { beside: STATE_TRANSFER }, "worker"),
    insteadOf("./open-sharing.ts", { beside: SHARING }, "worker"),
    insteadOf("./split-uploads.ts", { beside: SPLIT }, "sharing"),
    insteadOf("./split-uploads.ts", { source: "src/worker/no-split-uploads.ts" }, "workerWhole"),
    insteadOf("@tensorflow/tfjs-core", { source: "src/model/webgpu/tfjs-core.ts" }, "worker"),
    insteadOf("@tensorflow/tfjs-core", { source: "src/model/webgpu/tfjs-core.ts" }, "workerWhole"),
    insteadOf("./may-split.ts", { source: "src/worker/no-split.ts" }, "workerWhole"),
  ],
  builder: {
    async buildApp(builder) {
      // `npm run model:import` needs no page, and must not take away the files of a demo that runs.
      if (builder.config.mode === "import" || builder.config.mode === "evaluate") {
        await builder.build(builder.environments["node"]);
        return;
      }
      rmSync("dist", { recursive: true, force: true });
      for (const name of [
        "worker",
        "workerWhole",
        "stateTransfer",
        "sharing",
        "split",
        "helper",
        "consent",
        "session",
        "inspector",
        "page",
        "single",
        "switch",
        "review",
        "node",
      ])
        await builder.build(builder.environments[name]);
      for (const name of ["shelf-mini", "shelf-tiny"]) {
        cpSync(`models/${name}`, `dist/models/${name}`, { recursive: true });
      }
    },
  },
  environments: {
    page: browserBundle("src/index.ts", "personal-rank.js"),
    session: browserBundle("src/session.ts", "personal-rank-session.js", true),
    consent: browserBundle("src/page/consent/consent-platforms.ts", "personal-rank-consent-platforms.js"),
    worker: browserBundle("src/worker/entry.ts", "personal-rank-worker.js"),
    workerWhole: browserBundle("src/worker/entry.ts", "personal-rank-worker-whole.js", true),
    stateTransfer: browserBundle("src/worker/state-transfer.ts", STATE_TRANSFER, true),
    sharing: browserBundle("src/worker/open-sharing.ts", SHARING, true),
    split: browserBundle("src/worker/split-uploads.ts", SPLIT, true),
    single: browserBundle("src/single-file.ts", "personal-rank.single.js", true),
    switch: browserBundle("src/switch.ts", "personal-rank-switch.js", true),
    helper: browserBundle("src/worker/encode-entry.ts", "personal-rank-encode-worker.js"),
    review: browserBundle("src/review/review.ts", "personal-rank-review.js", true),
    inspector: browserBundle("src/inspector.ts", "rank-inspector.js", true),
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
            "campaign-dp-audit": "src/evaluation/campaign-dp-audit.ts",
            "campaign-poison": "src/evaluation/campaign-poison.ts",
            "eval-federated": "src/evaluation/eval-federated.ts",
            "eval-replay": "src/evaluation/eval-replay.ts",
            "eval-simulated": "src/evaluation/eval-simulated.ts",
            "fit-prior": "src/evaluation/fit-prior.ts",
            "sim-scale": "src/evaluation/sim-scale.ts",
            "make-canary": "src/evaluation/make-canary.ts",
          },
          output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    },
  },
  test: {
    retry: process.env["CI"] === undefined ? 0 : 1,
    // Much of it waits: for browsers, for databases, for timers. Left to vitest two cores would run one file of each project at a time.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["{src,scripts,e2e/evaluate,e2e/campaigns}/**/*.test.ts"],
          exclude: ["src/**/*.browser.test.ts"],
          // Against what hangs: a busy machine takes ten times as long as a quiet one.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      browserTests("browser", ["src/**/*.browser.test.ts"], ["src/**/*.alone.browser.test.ts"]),
      // What is timed against a bound runs by itself: beside other tests a core is half as fast.
      browserTests("alone", ["src/**/*.alone.browser.test.ts"]),
    ],
  },
});

export default config;
