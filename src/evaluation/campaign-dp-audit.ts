import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { countOf } from "../base/command-options.ts";
import { createProgress } from "../base/progress.ts";
import { DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { epsilonOf, rhoOf } from "../federation/zcdp.ts";
import { auditBounds } from "./federated/audit-bounds.ts";
import { auditMechanism, type Mechanism } from "./federated/audit-mechanism.ts";
import { campaignShop, DEMO_CATALOGUE } from "./federated/campaign-shop.ts";
import { membershipAuc } from "./federated/membership-auc.ts";

const HELP = `Tries to tell from what the sync server releases whether one visitor's report was in a round.

  npm run campaign -- dp-audit [options]

  --trials N       rounds with the report, and as many without; 20000 unless given
  --rounds N       rounds of membership inference; 200 unless given
  --cohort N       reports a round there; 2000 unless given
  --noise SIGMA    noise multiplier; 12 unless given, as the server has it
  --json FILE      writes the report there too
  --help           this text

The audit is also run on mechanisms that are broken on purpose, to see that it finds them.
`;

const MECHANISMS: readonly Mechanism[] = ["as it is", "no noise", "half the noise", "drawn twice"];
const DELTA = 1e-8;
/** The noise of one coordinate does not depend on their number; fewer are drawn sooner. */
const AUDITED_DIMENSIONS = 8;
const STAGE = 8;
const SEED = 11;
/** Noise multipliers of membership inference beside the one that is asked for. */
const OTHER_NOISE = [0, 3, 6, 8, 10, 16];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      trials: { type: "string", default: "20000" },
      rounds: { type: "string", default: "200" },
      cohort: { type: "string", default: "2000" },
      noise: { type: "string", default: "12" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const trials = countOf("--trials", values.trials, 50);
  const rounds = countOf("--rounds", values.rounds, 2);
  const cohort = countOf("--cohort", values.cohort, 32);
  const noiseMultiplier = Number(values.noise);
  if (!(noiseMultiplier > 0)) throw new Error(`--noise must be a number above 0: got "${values.noise}"`);
  const report = createProgress({
    write: (text) => process.stderr.write(text),
    nowMs: () => performance.now(),
    isTerminal: process.stderr.isTTY,
  });
  const claimed = { epsilon: epsilonOf(rhoOf(noiseMultiplier), DELTA), mu: 1 / noiseMultiplier };
  process.stdout.write(
    `Claimed of one report: epsilon ${claimed.epsilon.toFixed(3)} at delta ${DELTA}, mu ${claimed.mu.toFixed(4)}\n`,
  );
  const audits = MECHANISMS.map((mechanism, at) => {
    report("auditing", at / MECHANISMS.length);
    const plan = { trials, dimensions: AUDITED_DIMENSIONS, noiseMultiplier, seed: SEED };
    const bounds = auditBounds(auditMechanism(mechanism, plan), DELTA);
    const isRefuted = bounds.epsilon > claimed.epsilon || bounds.mu > claimed.mu;
    process.stdout.write(
      `${mechanism}: epsilon at least ${bounds.epsilon.toFixed(3)}; mu at least ${bounds.mu.toFixed(4)}, as a Gaussian epsilon ${bounds.gaussianEpsilon.toFixed(3)}: ${isRefuted ? "the claim is refuted" : "the claim stands"}\n`,
    );
    return { mechanism, ...bounds, isRefuted };
  });
  const settings = { cohort, noiseMultiplier, clipNorm: DEFAULT_CLIP_NORM };
  const plan = { catalogue: DEMO_CATALOGUE, settings, stages: [STAGE], onProgress: report };
  const { stages } = await campaignShop(plan);
  const membership = [noiseMultiplier, ...OTHER_NOISE].map((noise) => {
    const onProgress = (share: number): void => report(`membership at noise ${noise}`, share);
    const terms = { ...settings, noiseMultiplier: noise };
    const figures = membershipAuc(stages[0], terms, { rounds, seed: SEED, onProgress });
    process.stdout.write(
      `Membership inference at noise ${noise}: AUC ${figures.auc.toFixed(4)} ± ${(1.96 * figures.standardError).toFixed(4)}\n`,
    );
    return { noiseMultiplier: noise, ...figures };
  });
  report(null);
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  const options = { trials, rounds, cohort, noiseMultiplier, delta: DELTA };
  writeFileSync(values.json, `${JSON.stringify({ options, claimed, audits, membership }, null, 1)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
