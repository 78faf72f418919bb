// `npm run eval` starts here: vite loads the TypeScript of the evaluation, with what the encoder needs to run in Node.
import { loadConfigFromFile, runnerImport } from "vite";

const { config } = await loadConfigFromFile({ command: "serve", mode: "evaluate" });
await runnerImport(new URL("evaluate.ts", import.meta.url).pathname, {
  configFile: false,
  logLevel: "warn",
  oxc: { target: "node20" },
  plugins: config.plugins,
});
