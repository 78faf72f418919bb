import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { seededRandom } from "../src/base/random.ts";
import { encodeDelta } from "../src/federation/delta.ts";
import { quantize } from "../src/federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../src/learning/feature-layout.ts";
import type { DemoServer } from "./demo-server.ts";

/** Sends what one more browser has learned, as it would: in the demo one report makes a candidate. */
export async function sendReport(
  { url }: DemoServer,
  { seed, baseVersion = 0 }: { readonly seed: number; readonly baseVersion?: number },
): Promise<void> {
  const random = seededRandom(seed);
  const learned = Float32Array.from({ length: FEATURE_COUNT }, () => 0.08 * (random() - 0.5));
  const delta = { ...quantize(learned, random), baseVersion, clipNorm: 1, layout: FEATURE_LAYOUT };
  const headers = {
    "content-type": "application/octet-stream",
    "idempotency-key": randomBytes(16).toString("hex"),
  };
  const { status } = await fetch(`${url}/v1/deltas`, { method: "POST", headers, body: encodeDelta(delta) });
  expect(status).toBe(202);
}
