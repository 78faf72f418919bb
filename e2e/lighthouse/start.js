// `npm run lighthouse` starts here: vite loads the TypeScript of the comparison, as it does for its own configuration.
import { runnerImport } from "vite";

await runnerImport(new URL("compare.ts", import.meta.url).pathname, { configFile: false, logLevel: "warn" });
