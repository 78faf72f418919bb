import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import { readKeyFile } from "../../../src/server/key-files.ts";
import { rootKeyPath } from "../../../src/server/signing-keys.ts";
import type { LoadOptions } from "./fault-load.ts";
import { releaseBrowser } from "./release-browser.ts";

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

/** @param folder The nodes' DATA_DIR, with the root key that the page names. */
export function watchReleases(
  folder: string,
  { ports, ended }: Pick<LoadOptions, "ports" | "ended">,
): ReleaseWatch {
  const browser = releaseBrowser(readKeyFile(rootKeyPath(join(folder, "keys"))).publicText);
  const versions: number[] = [];
  const refusals: string[] = [];
  const stopping = new AbortController();
  const stopped = AbortSignal.any([stopping.signal, ended]);
  const look = async (port: number): Promise<void> => {
    // A node that cannot answer now is no liar.
    const pulled = await browser.pull(`http://127.0.0.1:${port}/v1`).catch(() => null);
    if (pulled?.outcome === "taken") versions.push(pulled.version);
    if (pulled?.outcome === "refused") refusals.push(pulled.why);
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
