import type { SyncClient } from "../sync/sync-client.ts";
import { createSyncClient } from "../sync/sync-client.ts";
import type { Platform } from "./platform.ts";
import type { StartOptions } from "./protocol.ts";
import { type Sharing, sharing } from "./sharing.ts";
import type { Visitor } from "./visitor.ts";

/** Sharing, and who talks to the server; null where the page names none, or no key to know it by. */
export interface OpenedSharing {
  readonly share: Sharing;
  readonly sync: SyncClient | null;
}

/** @throws {RankError} `sync-failed` if the server's address is none. */
export function openSharing(
  platform: Platform,
  {
    person,
    syncUrl,
    syncKey,
    syncToken,
  }: Pick<StartOptions, "syncUrl" | "syncKey" | "syncToken"> & { readonly person: Visitor },
): OpenedSharing {
  const { fetch, now } = platform;
  const isKnown = syncUrl !== null && syncKey !== null;
  const sync = isKnown
    ? createSyncClient({ baseUrl: syncUrl, rootKeys: syncKey, token: syncToken, fetch, now })
    : null;
  return { share: sharing(platform, { person, sync }), sync };
}
