// `npm run eval` starts here: vite loads the TypeScript of the evaluation, as it does for its own configuration.
import { runnerImport } from "vite";

const options = { configFile: false, logLevel: "warn" };
const load = (path, plugins = []) =>
  runnerImport(new URL(path, import.meta.url).pathname, { ...options, plugins });
const { module } = await load("../../src/model/wasm/assemblyscript-plugin.ts");
await load("evaluate.ts", [module.assemblyscript()]);
