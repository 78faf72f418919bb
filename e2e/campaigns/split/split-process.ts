import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DEFAULT_CLIP_NORM } from "../../../src/federation/clip.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../../../src/learning/split-coordinates.ts";
import { roundPolicyFrom } from "../../../src/server/round-policy-from.ts";
import { runServer } from "../../../src/server/run-server.ts";
import { runHelper } from "../../../src/server/split/run-helper.ts";
import { splitFrom } from "../../../src/server/split/split-from.ts";
import { DEFAULT_POLICY } from "../../../src/server/whole-policy.ts";
import { NOISE_FILE, recordedBytes } from "./recorded-noise.ts";

/** One of two servers that see no delta, as `src/server/server.ts` starts it, but that it writes down what its noise is drawn from. */
async function main(): Promise<void> {
  const { DATA_DIR = "data", PORT } = process.env;
  const policy = { ...DEFAULT_POLICY, ...roundPolicyFrom(process.env) };
  const coordinates = splitCoordinates();
  const role = splitFrom(process.env, {
    coordinates,
    coordinatesVersion: SPLIT_COORDINATES_VERSION,
    noiseMultiplier: policy.noiseMultiplier,
    cohort: policy.cohort,
  });
  if (role === null) throw new Error("SPLIT_ROLE or SPLIT_HELPER must be there");
  const noiseBytes = recordedBytes(join(DATA_DIR, NOISE_FILE), randomBytes);
  const place = { ...policy, dataDir: DATA_DIR, port: Number(PORT), metricsPort: 0, log: null };
  const server =
    role.role === "helper"
      ? await runHelper({
          ...place,
          noiseBytes,
          secrets: role.secrets,
          terms: {
            layout: FEATURE_LAYOUT,
            clipNorm: DEFAULT_CLIP_NORM,
            coordinates: SPLIT_COORDINATES_VERSION,
            dimensions: coordinates.length,
          },
        })
      : await runServer({
          ...place,
          layout: FEATURE_LAYOUT,
          dimensions: FEATURE_COUNT,
          split: { ...role.split, noiseBytes },
        });
  process.stdout.write(`personal-rank server: http://localhost:${server.port}/v1\n`);
}

await main();
