import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { assemblyscript } from "../../src/model/wasm/assemblyscript-plugin.ts";

/**
 * Bundles the benchmark's page and one script per engine's worker.
 *
 * @param here Of this folder.
 * @param withPeers Whether the peers are installed.
 */
export async function buildPage(here: string, outDir: string, withPeers: boolean): Promise<void> {
  rmSync(outDir, { recursive: true, force: true });
  const scripts: Record<string, string> = {
    page: "page/page.ts",
    ours: "page/ours.ts",
    helper: "../../src/worker/encode-entry.ts",
    "ours-head": "page/ours-head.ts",
  };
  if (withPeers) {
    scripts["onnx-runtime"] = "page/onnx-runtime.js";
    scripts["transformers"] = "page/transformers.js";
    scripts["tfjs-head"] = "page/tfjs-head.js";
  }
  // One by one, so that no engine loads a piece that it shares with another.
  for (const [name, script] of Object.entries(scripts)) {
    await build({
      configFile: false,
      logLevel: "warn",
      root: here,
      plugins: [assemblyscript()],
      // ONNX Runtime's files stay outside of the bundle, to be fetched by whoever needs them.
      resolve: { conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "production"] },
      build: {
        outDir,
        emptyOutDir: false,
        copyPublicDir: false,
        target: "es2022",
        minify: true,
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 10_000,
        modulePreload: false,
        rolldownOptions: {
          checks: { pluginTimings: false },
          input: join(here, script),
          output: { format: "es", entryFileNames: `${name}.js`, chunkFileNames: `${name}-[name].js` },
        },
      },
    });
  }
  writeFileSync(
    join(outDir, "index.html"),
    '<!doctype html><title>Benchmark</title><script type="module" src="page.js"></script>',
  );
}
