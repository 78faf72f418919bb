import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { seededRandom } from "../base/random.ts";
import { encodeDelta } from "../federation/delta.ts";
import type { Delta } from "../federation/delta.ts";
import { quantize } from "../federation/quantize.ts";
import { DEFAULT_GATE_BOUNDS } from "../federation/release-gate.ts";
import { DEFAULT_POLICY } from "./open-store.ts";
import type { RoundPolicy } from "./store.ts";
import { runServer } from "./run-server.ts";
import type { RunServerOptions, RunningServer } from "./run-server.ts";

/** A delta file of layout "phi-1", clip norm 1 and base version 0, unless changed. */
export function deltaFile(values: readonly number[], changes: Partial<Delta> = {}): Uint8Array<ArrayBuffer> {
  const quantized = quantize(Float32Array.from(values), seededRandom(1));
  return encodeDelta({ ...quantized, baseVersion: 0, clipNorm: 1, layout: "phi-1", ...changes });
}

/** What a device draws when it queues a delta. */
export function randomKey(): string {
  return randomBytes(16).toString("hex");
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "personal-rank-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One of few reports may turn the head around. */
const WIDE_GATE = { ...DEFAULT_GATE_BOUNDS, updateNorm: 1e9, updateDirection: -1 };

/** Rounds that close with 20 reports, without noise or anybody to ask, so that a test can say what comes out. */
export const PLAIN_ROUNDS: RoundPolicy = {
  cohort: 20,
  minCohort: 1,
  noiseMultiplier: 0,
  promotion: "automatic",
  gateBounds: WIDE_GATE,
  maxAgeMs: DEFAULT_POLICY.maxAgeMs,
};

/** A server of layout "phi-1" with 3 weights and {@link PLAIN_ROUNDS} on free ports, silent, closed after the test. */
export async function startServer(changes: Partial<RunServerOptions> = {}): Promise<RunningServer> {
  const dataDir = changes.dataDir ?? temporaryFolder();
  const defaults = { port: 0, metricsPort: 0, layout: "phi-1", dimensions: 3, log: null, ...PLAIN_ROUNDS };
  const server = await runServer({ ...defaults, ...changes, dataDir });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= server.close());
  onTestFinished(close);
  return { ...server, close };
}

/** Sends a delta as a device does. */
export function postDelta(
  port: number,
  bytes: Uint8Array<ArrayBuffer>,
  key: string = randomKey(),
): Promise<Response> {
  const headers = { "content-type": "application/octet-stream", "idempotency-key": key };
  return fetch(`http://127.0.0.1:${port}/v1/deltas`, { method: "POST", headers, body: bytes });
}
