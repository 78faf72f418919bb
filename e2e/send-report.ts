import { randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { seededRandom } from "../src/base/random.ts";
import { encodeDelta } from "../src/federation/delta.ts";
import { quantize } from "../src/federation/quantize.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../src/learning/feature-layout.ts";
import type { DemoServer } from "./demo-server.ts";

/** No step of a round takes it further without a person. */
const AT_REST = "CANDIDATE|PROMOTED|REJECTED";

/**
 * Sends what one more browser has learned, as it would, and waits for what the server makes of it: in the demo one report closes a round,
 * and makes a candidate. Nobody who sends one waits for that.
 */
export async function sendReport(
  { url, command }: DemoServer,
  { seed, baseVersion = 0 }: { readonly seed: number; readonly baseVersion?: number },
): Promise<void> {
  const random = seededRandom(seed);
  const learned = Float32Array.from({ length: FEATURE_COUNT }, () => 0.08 * (random() - 0.5));
  const delta = { ...quantize(learned, random), baseVersion, clipNorm: 1, layout: FEATURE_LAYOUT };
  const headers = {
    "content-type": "application/octet-stream",
    "idempotency-key": randomBytes(16).toString("hex"),
  };
  const [, roundId] = /^ *(\d+) {2}OPEN/m.exec(await command("rounds"))!;
  const { status } = await fetch(`${url}/v1/deltas`, { method: "POST", headers, body: encodeDelta(delta) });
  expect(status).toBe(202);
  await expect.poll(() => command("rounds")).toMatch(new RegExp(`^ *${roundId} {2}(${AT_REST}) `, "m"));
}
