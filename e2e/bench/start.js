// `npm run bench` starts here: vite loads the TypeScript of the benchmark, as it does for its own configuration.
import { runnerImport } from "vite";

await runnerImport(new URL("bench.ts", import.meta.url).pathname, { configFile: false, logLevel: "warn" });
