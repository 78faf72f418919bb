// `npm run eval` starts here: vite loads the TypeScript of the evaluation, as it does for its own configuration.
import { runnerImport } from "vite";

await runnerImport(new URL("evaluate.ts", import.meta.url).pathname, { configFile: false, logLevel: "warn" });
