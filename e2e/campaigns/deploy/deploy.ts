import { buildServer } from "../../../src/server/built-server-fixture.ts";
import { startPostgres } from "../../../src/server/sql/postgres-fixture.ts";
import type { Campaign, CampaignOutcome, CampaignTools } from "../campaign-run.ts";
import { defineCampaign, type OptionValues } from "../define-campaign.ts";
import { withFolder } from "../faults/fault-nodes.ts";
import { checkAway } from "./check-away.ts";
import { checkCaching } from "./check-caching.ts";
import { checkHostile } from "./check-hostile.ts";
import { checkNetworks } from "./check-networks.ts";
import { checkOutside } from "./check-outside.ts";
import { checkTraces } from "./check-traces.ts";
import type { CheckResult, DeployCheck } from "./deploy-check.ts";
import { hasCaddy } from "./start-caddy.ts";
import { startDeployment } from "./start-deployment.ts";

/** In this order; the last one looks at what the others have left behind. */
const CHECKS: Readonly<Record<string, DeployCheck>> = {
  networks: checkNetworks,
  outside: checkOutside,
  caching: checkCaching,
  away: checkAway,
  hostile: checkHostile,
  traces: checkTraces,
};

const OPTIONS = { only: { tells: "parts", names: Object.keys(CHECKS) } } as const;

/** What deploy/ ships, started on this machine without containers. */
export const DEPLOY: Campaign = defineCampaign({
  shows:
    "what deploy/ describes, run without containers: two servers, PostgreSQL and Caddy with the Caddyfile that ships",
  takes: "4 min",
  options: OPTIONS,
  run: runDeploy,
});

async function runDeploy(
  { only }: OptionValues<typeof OPTIONS>,
  { progress }: CampaignTools,
): Promise<CampaignOutcome> {
  if (!hasCaddy()) return notTried("there is no Caddy here (Debian's package is caddy)");
  const postgres = await startPostgres();
  if (postgres === null) return notTried("there is no PostgreSQL here (Debian's package is postgresql)");
  progress("building the server", 0);
  const server = await buildServer();
  const over = new AbortController();
  const results: [string, CheckResult][] = [];
  try {
    await withFolder(async (folder) => {
      const deployment = await startDeployment(folder, { server, postgres });
      try {
        for (const [name, check] of Object.entries(CHECKS)) {
          if (!only.includes(name)) continue;
          progress(name, results.length / only.length);
          results.push([name, await check({ deployment, ended: over.signal })]);
        }
      } finally {
        over.abort();
        deployment.proxy.stop();
        // With them the servers end, before their folder goes.
        server.remove();
      }
    });
  } finally {
    server.remove();
    postgres.stop();
  }
  return {
    hasHeld: results.every(([, { faults }]) => faults.length === 0),
    lines: results.flatMap(([name, { words, faults }]) => [
      `${name}: ${words}`,
      ...faults.map((fault) => `  NOT as it should be: ${fault}`),
    ]),
    figures: Object.fromEntries(results.map(([name, { figures, faults }]) => [name, { ...figures, faults }])),
  };
}

function notTried(why: string): CampaignOutcome {
  return { hasHeld: false, lines: [`Not tried: ${why}`], figures: { wasTried: false, why } };
}
