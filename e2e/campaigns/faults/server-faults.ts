import { buildServer } from "../../../src/server/built-server-fixture.ts";
import { startPostgres } from "../../../src/server/sql/postgres-fixture.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import type { FaultResult, FaultScenario } from "./fault-nodes.ts";
import { clockSkew } from "./clock-skew.ts";
import { diskFull } from "./disk-full.ts";
import { failover } from "./failover.ts";
import { partition } from "./partition.ts";
import { rollingUpgrade } from "./rolling-upgrade.ts";
import { stolenKey } from "./stolen-key.ts";
import { restoreUnderLoad } from "./restore-under-load.ts";

const SCENARIOS: Readonly<Record<string, FaultScenario>> = {
  partition,
  failover,
  restore: restoreUnderLoad,
  "disk-full": diskFull,
  clocks: clockSkew,
  upgrade: rollingUpgrade,
  "stolen-key": stolenKey,
};

const OPTIONS = {
  cycles: { tells: "of each fault", least: 1, standard: 50 },
  only: { tells: "faults", names: Object.keys(SCENARIOS) },
} as const;

/** Faults around servers that take reports all the while. */
export const SERVER_FAULTS: Campaign = defineCampaign({
  shows:
    "the network to the database, a failover, full disks, wrong clocks, upgrades, restores and a stolen key, under load: no acknowledged report lost or counted twice",
  takes: "not timed",
  options: OPTIONS,
  run: runServerFaults,
});

async function runServerFaults(
  { cycles, only }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  progress("building the server", 0);
  const server = await buildServer();
  const postgres = await startPostgres();
  const results: Record<string, FaultResult> = {};
  try {
    for (const name of only) {
      const tell = (share: number): void => progress(name, share);
      const over = new AbortController();
      try {
        const tools = { server, postgres, cycles, progress: tell, ended: over.signal };
        results[name] = await SCENARIOS[name](tools);
      } finally {
        over.abort();
      }
    }
  } finally {
    server.remove();
    postgres?.stop();
  }
  const tried = Object.entries(results).filter(([, { wasTried }]) => wasTried);
  const others = Object.entries(results).filter(([, { wasTried }]) => !wasTried);
  return {
    hasHeld: tried.length > 0 && tried.every(([, { hasHeld }]) => hasHeld),
    lines: [
      ...tried.map(
        ([name, { hasHeld, words }]) => `${name}: ${words}${hasHeld ? "" : "; NOT as it should be"}`,
      ),
      ...(others.length === 0
        ? []
        : [`not tried: ${others.map(([name, { words }]) => `${name} (${words})`).join(", ")}`]),
    ],
    figures: Object.fromEntries(Object.entries(results).map(([name, { figures }]) => [name, figures])),
  };
}
