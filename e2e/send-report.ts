import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { seededRandom } from "../src/base/random.ts";
import { encodeDelta } from "../src/federation/delta.ts";
import { quantize } from "../src/federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../src/learning/feature-layout.ts";
import { splitUploads } from "../src/worker/split-uploads.ts";
import type { DemoServer } from "./demo-server.ts";
import type { SplitServers } from "./split-servers.ts";

/** No step of a round takes it further without a person. */
const AT_REST = "CANDIDATE|PROMOTED|REJECTED";
/** On a busy machine a command alone takes seconds. */
const ROUND_TIMEOUT_MS = 60_000;

/**
 * Sends what one more browser has learned, as it would, and waits for what the server makes of it: in the demo one report closes a round,
 * and makes a candidate. Nobody who sends one waits for that.
 */
export async function sendReport(
  demo: DemoServer,
  { seed, baseVersion = 0 }: { readonly seed: number; readonly baseVersion?: number },
): Promise<void> {
  const random = seededRandom(seed);
  const delta = {
    ...quantize(learnedOf(random), random),
    baseVersion,
    clipNorm: 1,
    layout: FEATURE_LAYOUT,
  };
  const [, roundId] = /^ *(\d+) {2}OPEN/m.exec(await demo.command("rounds"))!;
  await post(`${demo.url}/v1/deltas`, randomBytes(16).toString("hex"), encodeDelta(delta));
  await expect
    .poll(() => demo.command("rounds"), { timeout: ROUND_TIMEOUT_MS })
    .toMatch(new RegExp(`^ *${roundId} {2}(${AT_REST}) `, "m"));
}

/** Sends the same in two parts to two servers, and waits for nothing. */
export async function sendSplitReport(
  { leader, helper }: SplitServers,
  { seed, baseVersion = 0 }: { readonly seed: number; readonly baseVersion?: number },
): Promise<void> {
  const random = seededRandom(seed);
  const values = Float32Array.from(splitUploads.valuesOf(learnedOf(random)));
  const { key, bytes, helperBytes } = await splitUploads.make(values, { clipNorm: 1, baseVersion, random });
  await post(`${helper.url}/shares`, key, helperBytes);
  await post(`${leader.url}/shares`, key, bytes);
}

function learnedOf(random: () => number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: FEATURE_COUNT }, () => 0.08 * (random() - 0.5));
}

async function post(url: string, key: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const headers = { "content-type": "application/octet-stream", "idempotency-key": key };
  const { status } = await fetch(url, { method: "POST", headers, body });
  expect(status).toBe(202);
}
