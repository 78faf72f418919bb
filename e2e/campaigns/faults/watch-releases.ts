import { join } from "node:path";
import { ReleaseError } from "../../../src/federation/release-error.ts";
import { FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { readKeyFile } from "../../../src/server/key-files.ts";
import { rootKeyPath } from "../../../src/server/signing-keys.ts";
import { createSyncClient } from "../../../src/sync/sync-client.ts";
import type { KeptRelease } from "../../../src/sync/sync-client.ts";
import { pause } from "./fault-load.ts";
import type { LoadOptions } from "./fault-load.ts";

/** A visitor's browser that asks one node after the other for the head, as behind a proxy, and remembers what it has seen. */
export interface ReleaseWatch {
  /** Of manifests that were taken. */
  readonly versions: readonly number[];
  /** What the browser refused to believe: older than what it had seen, or not signed by whom it should be. */
  readonly refusals: readonly string[];
  /**
   * Waits until the browser has taken a release.
   *
   * @returns How long that took; `limitMs` or more if it did not come to that.
   */
  untilTaken(version: number, limitMs: number): Promise<number>;
  stop(): Promise<void>;
}

const EVERY_MS = 150;
/** Takes part in no trial. */
const NO_CANARY = 1 - Number.EPSILON;

/** @param folder The nodes' DATA_DIR, with the root key that the page names. */
export function watchReleases(
  folder: string,
  { ports, ended }: Pick<LoadOptions, "ports" | "ended">,
): ReleaseWatch {
  const rootKeys = readKeyFile(rootKeyPath(join(folder, "keys"))).publicText;
  const versions: number[] = [];
  const refusals: string[] = [];
  let kept: KeptRelease | null = null;
  const stopping = new AbortController();
  const stopped = AbortSignal.any([stopping.signal, ended]);
  const look = async (port: number): Promise<void> => {
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const client = createSyncClient({ baseUrl, rootKeys, fetch, now: Date.now });
    try {
      const pulled = await client.pullHead({ kept, layout: FEATURE_LAYOUT, canaryDraw: NO_CANARY });
      if (pulled.outcome !== "new") return;
      const { manifest, etag, headHash } = pulled;
      const { version, keysVersion, issuedAtMs, expiresAtMs } = manifest;
      kept = { version, keysVersion, issuedAtMs, expiresAtMs, etag, headHash };
      versions.push(version);
    } catch (error) {
      // A node that cannot answer now is no liar.
      const cause = error instanceof Error ? error.cause : null;
      if (cause instanceof ReleaseError) refusals.push(`${cause.refusal}: ${cause.message}`);
    }
  };
  const watching = (async (): Promise<void> => {
    for (let turn = 0; !stopped.aborted; turn++) {
      const now = ports();
      if (now.length > 0) await look(now[turn % now.length]);
      await pause(EVERY_MS);
    }
  })();
  return {
    versions,
    refusals,
    async untilTaken(version, limitMs) {
      const sinceMs = performance.now();
      while (!versions.includes(version) && performance.now() < sinceMs + limitMs) await pause(EVERY_MS);
      return performance.now() - sinceMs;
    },
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
