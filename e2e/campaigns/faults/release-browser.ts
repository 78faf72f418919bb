import { ReleaseError } from "../../../src/federation/release-error.ts";
import { FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { createSyncClient } from "../../../src/sync/sync-client.ts";
import type { KeptRelease } from "../../../src/sync/sync-client.ts";

/** What became of an answer. */
export type Pulled =
  | { readonly outcome: "taken"; readonly version: number }
  | { readonly outcome: "unchanged" }
  /** Older than what the browser had seen, or not signed by whom it should be. */
  | { readonly outcome: "refused"; readonly why: string };

/** A visitor's browser as far as heads go: it asks for them, and remembers what it has seen. */
export interface ReleaseBrowser {
  /**
   * @param baseUrl Of the node that is asked, with "/v1".
   * @param answer  Whoever answers in its place.
   * @throws {Error} if there was no answer.
   */
  pull(baseUrl: string, answer?: typeof fetch): Promise<Pulled>;
}

/** Takes part in no trial. */
const NO_CANARY = 1 - Number.EPSILON;

/** @param rootKeys As the page names them. */
export function releaseBrowser(rootKeys: string): ReleaseBrowser {
  let kept: KeptRelease | null = null;
  return {
    async pull(baseUrl, answer = fetch) {
      const client = createSyncClient({ baseUrl, rootKeys, fetch: answer, now: Date.now });
      try {
        const pulled = await client.pullHead({ kept, layout: FEATURE_LAYOUT, canaryDraw: NO_CANARY });
        if (pulled.outcome !== "new") return { outcome: "unchanged" };
        const { manifest, etag, headHash } = pulled;
        const { version, keysVersion, issuedAtMs, expiresAtMs } = manifest;
        kept = { version, keysVersion, issuedAtMs, expiresAtMs, etag, headHash };
        return { outcome: "taken", version };
      } catch (error) {
        const cause = error instanceof Error ? error.cause : null;
        if (!(cause instanceof ReleaseError)) throw error;
        return { outcome: "refused", why: `${cause.refusal}: ${cause.message}` };
      }
    },
  };
}
