// `npm run campaign` starts here: vite loads the TypeScript of the campaigns, as it does for its own configuration.
import { runnerImport } from "vite";

await runnerImport(new URL("campaign.ts", import.meta.url).pathname, { configFile: false, logLevel: "warn" });
