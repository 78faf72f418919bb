import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { build, type InlineConfig, runnerImport } from "vite";

const HERE = fileURLToPath(new URL(".", import.meta.url));
export const FRAMEWORKS = ["react", "vue", "svelte"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

type Render = (props: { tag: "div" | "ul" }) => string | Promise<string>;

/**
 * Renders each framework's list on the server and bundles what hydrates it, and our own code for the page, into `outDir`:
 * `react.js`, `react-div.html`, `react-ul.html` and so on, and `applier.js`. About five seconds.
 *
 * @param mode Only development builds of the frameworks warn of a hydration that went wrong.
 */
export async function buildPages(outDir: string, mode: "development" | "production"): Promise<void> {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const nodeEnv = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = mode; // vite and the frameworks' plugins go by it
  try {
    for (const framework of FRAMEWORKS) {
      const { module } = await runnerImport<{ render: Render }>(
        join(HERE, framework, "server.ts"),
        configOf(mode),
      );
      for (const tag of ["div", "ul"] as const) {
        writeFileSync(join(outDir, `${framework}-${tag}.html`), await module.render({ tag }));
      }
      await bundle(framework, join(HERE, framework, "client.ts"), outDir, mode);
    }
    await bundle("applier", join(HERE, "page/applier.ts"), outDir, mode);
  } finally {
    if (nodeEnv === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = nodeEnv;
  }
}

async function bundle(name: string, input: string, outDir: string, mode: string): Promise<void> {
  await build({
    ...configOf(mode),
    define: {
      "process.env.NODE_ENV": JSON.stringify(mode),
      __VUE_OPTIONS_API__: "false",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
    },
    build: {
      outDir,
      emptyOutDir: false,
      copyPublicDir: false,
      target: "es2022",
      minify: mode === "production",
      modulePreload: false,
      chunkSizeWarningLimit: 5_000,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input,
        output: { format: "es", entryFileNames: `${name}.js` },
      },
    },
  });
}

function configOf(mode: string): InlineConfig {
  return {
    configFile: false,
    logLevel: "warn",
    root: HERE,
    mode,
    // The server side is not built but imported, as in development; hot reloading would put marks of its own into its HTML.
    plugins: [vue(), svelte({ configFile: false, compilerOptions: { hmr: false } })],
  };
}
