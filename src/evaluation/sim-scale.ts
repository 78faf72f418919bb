import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { SCALE_PLANS } from "./scale/scale-plan.ts";
import { scaleReport } from "./scale/scale-report.ts";
import { scaleTable } from "./scale/scale-table.ts";
import { simulateScale } from "./scale/simulate-scale.ts";

const HELP = `Visitors, servers and rounds of a shop, simulated event by event: what docs/deploy.md says of loads, sizes and privacy.

  npm run sim:scale -- [options]

  --visits N     visits a day, in place of the three shops of docs/deploy.md, which are 10 thousand, 1 and 100 million
  --cohort N     reports a round; 2000 up to 100 thousand visits, 10000 up to 10 million, 100000 above
  --nodes N      servers; 1, 2 and 3 likewise
  --days N       that are simulated; 90 unless given
  --seed N       of all chance; 1 unless given
  --json FILE    writes the figures there too
  --help         this text
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      visits: { type: "string" },
      cohort: { type: "string" },
      nodes: { type: "string" },
      days: { type: "string", default: "90" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [days, seed] = [countOf("--days", values.days, 1), countOf("--seed", values.seed, 0)];
  const visits = values.visits === undefined ? null : countOf("--visits", values.visits, 1);
  const cohort = values.cohort === undefined ? null : countOf("--cohort", values.cohort, 2);
  const nodes = values.nodes === undefined ? null : countOf("--nodes", values.nodes, 1);
  const nearest =
    SCALE_PLANS.find(({ visitsPerDay }) => (visits ?? 0) <= visitsPerDay * 10) ?? SCALE_PLANS[2];
  const plans =
    visits === null ? SCALE_PLANS : [{ ...nearest, name: `${visits} visits a day`, visitsPerDay: visits }];
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const reports = plans.map((given) => {
    const timing =
      cohort === null ? given.timing : { ...given.timing, cohort, minCohort: Math.ceil(cohort / 2) };
    const plan = { ...given, timing, nodes: nodes ?? given.nodes, days, seed };
    return scaleReport(
      plan,
      simulateScale(plan, (share) => report(plan.name, share)),
    );
  });
  report(null);
  process.stdout.write(scaleTable(reports));
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(reports, null, 1)}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
