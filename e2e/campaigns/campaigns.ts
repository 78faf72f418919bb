import type { Campaign } from "./campaign-run.ts";
import { commandCampaign } from "./command-campaign.ts";
import { DEPLOY } from "./deploy/deploy.ts";
import { FUZZ_WIRE } from "./fuzz-wire.ts";
import { GPU } from "./browser/gpu.ts";
import { HOST_PAGE } from "./browser/host-page.ts";
import { INGEST } from "./ingest.ts";
import { MODEL_FILES } from "./model/model-files.ts";
import { REPLAY } from "./replay.ts";
import { SOAK } from "./soak/soak.ts";
import { SERVER_FAULTS } from "./faults/server-faults.ts";
import { SLOW_CLIENTS } from "./slow-clients.ts";
import { KILL_SPLIT } from "./split/kill-split.ts";
import { KILL_BROWSER } from "./storage/kill-browser.ts";
import { STORE_FAULTS } from "./storage/store-faults.ts";
import { STORED_STATE } from "./storage/stored-state.ts";
import { TABS_CAMPAIGN } from "./storage/tabs.ts";
import { WORKER } from "./browser/worker.ts";
import { SUPPLY_CHAIN } from "./supply-chain.ts";

const EVALUATION = ["vite", "build", "--app", "--mode", "evaluate", "--logLevel", "warn"];
const BUNDLES = ["npm", "run", "--silent", "build:bundles"];

/** All campaigns by name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  ingest: INGEST,
  "slow-clients": SLOW_CLIENTS,
  "fuzz-wire": FUZZ_WIRE,
  replay: REPLAY,
  "kill-browser": KILL_BROWSER,
  "store-faults": STORE_FAULTS,
  worker: WORKER,
  gpu: GPU,
  "model-files": MODEL_FILES,
  "host-page": HOST_PAGE,
  "stored-state": STORED_STATE,
  tabs: TABS_CAMPAIGN,
  soak: SOAK,
  "server-faults": SERVER_FAULTS,
  deploy: DEPLOY,
  "supply-chain": SUPPLY_CHAIN,
  kill: commandCampaign({
    shows: "servers and PostgreSQL killed while they write: no acknowledged report lost or counted twice",
    takes: "9 min",
    commands: [["vitest", "run", "--project", "node", "src/server/kill-server.test.ts"]],
    numbers: { cycles: { variable: "KILL_CYCLES", standard: 100, tells: "kills in each of three places" } },
  }),
  "kill-split": KILL_SPLIT,
  network: commandCampaign({
    shows:
      "ten networks that fail, from offline to a byte a second, and the browser's clock wrong by up to ten years: no report lost or counted twice",
    takes: "7 min",
    commands: [["vitest", "run", "--project", "node", "e2e/campaigns/network"]],
    numbers: {
      long: {
        variable: "NETWORK_MATRIX",
        standard: 1,
        tells: "1: all networks and nine clocks; 0: as in npm test",
      },
    },
  }),
  versions: commandCampaign({
    shows: "client and server of the last wire format and this one work together, both ways",
    takes: "10 s",
    commands: [["vitest", "run", "--project", "node", "e2e/campaigns/versions.test.ts"]],
  }),
  clicks: commandCampaign({
    shows: "clicks that lead away, in a browser: every one is learned, however the page goes",
    takes: "not timed",
    commands: [
      BUNDLES,
      [
        "playwright",
        "test",
        "--config",
        "e2e/playwright.config.ts",
        "--project=wasm",
        "e2e/kept-clicks.spec.ts",
      ],
    ],
    numbers: {
      clicks: { variable: "CLICKS", standard: 1_000, tells: "clicks" },
      seed: { variable: "SEED", standard: 1, tells: "other clicks" },
    },
  }),
  pages: commandCampaign({
    shows: "hostile and broken pages, in a browser: nothing thrown into them, nothing slow",
    takes: "not timed",
    commands: [["vitest", "run", "--project", "alone", "src/page/lists/fuzz-pages"]],
    numbers: {
      pages: { variable: "VITE_FUZZ_PAGES", standard: 100_000, tells: "pages" },
      first: { variable: "VITE_FUZZ_FIRST", standard: 0, tells: "page to go on from" },
    },
  }),
  poison: commandCampaign({
    shows: "poisoned rounds: what attackers reach, and what the gate rejects",
    takes: "15 min of CPU; goes on where it was stopped",
    commands: [EVALUATION, ["node", "dist/server/campaign-poison.js"]],
    ownOptions: `  --rounds N       rounds of each kind of attack; 200 unless given
  --cohort N       reports a round; 2000 unless given
  --noise SIGMA    noise multiplier; 12 unless given, as the server has it
  --catalog FILE   products as JSONL or CSV, .gz too; the demo shop's unless given
  --first-seed N   of the rounds; 1007 unless given
  --bounds LIST    of the gate, e.g. exposureMoved=.03,itemExposure=1.25; the server's unless given`,
  }),
  "dp-audit": commandCampaign({
    shows: "what releases give away of one visitor, against what was promised",
    takes: "not timed",
    commands: [EVALUATION, ["node", "dist/server/campaign-dp-audit.js"]],
    ownOptions: `  --trials N       rounds with the report, and as many without; 20000 unless given
  --rounds N       rounds of membership inference; 200 unless given
  --cohort N       reports a round there; 2000 unless given
  --noise SIGMA    noise multiplier; 12 unless given, as the server has it`,
  }),
};
