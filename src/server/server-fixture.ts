import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { seededRandom } from "../base/random.ts";
import { encodeDelta } from "../federation/delta.ts";
import type { Delta } from "../federation/delta.ts";
import { quantize } from "../federation/quantize.ts";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
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

/** A server of layout "phi-1" with 3 weights and {@link PLAIN_ROUNDS} of 20 reports on free ports, silent, closed after the test. */
export async function startServer(changes: Partial<RunServerOptions> = {}): Promise<RunningServer> {
  const dataDir = changes.dataDir ?? temporaryFolder();
  const defaults = {
    port: 0,
    metricsPort: 0,
    layout: "phi-1",
    dimensions: 3,
    log: null,
    ...PLAIN_ROUNDS,
    cohort: 20,
  };
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
