// `node scripts/run.js NAME` runs scripts/NAME.ts: vite loads the TypeScript, as it does for its own configuration.
import { runnerImport } from "vite";

const { module } = await runnerImport(new URL(`${process.argv[2]}.ts`, import.meta.url).pathname, {
  configFile: false,
  logLevel: "warn",
});
await module.run();
