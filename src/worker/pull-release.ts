import { asRankError } from "../base/errors.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { ReleaseRecord } from "../store/sharing-records.ts";
import { BusyError } from "../sync/busy-error.ts";
import type { PulledHead, SyncClient } from "../sync/sync-client.ts";
import { heldRelease } from "./held-release.ts";
import type { Platform } from "./platform.ts";
import { isPullDue, nextPull } from "./pull-schedule.ts";
import { sharedSoFar } from "./shared-so-far.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Takes over the server's release, if it is time to ask for it, and it is another one and can be believed. A server that is down, or not to
 * be believed, is a warning; everything stays as it is then.
 *
 * @returns When what was taken is stored. `planned`: when it is noted as well when to ask again, for which no list need wait.
 * @param options `isNow`: asks before it is due too, but not a server that has asked to be left alone.
 */
export async function pullRelease(
  platform: Pick<Platform, "records" | "random" | "warn" | "now" | "exclusively">,
  {
    person,
    sync,
    isNow = false,
  }: {
    readonly person: Pick<Visitor, "takeRelease" | "heads">;
    readonly sync: Pick<SyncClient, "pullHead">;
    readonly isNow?: boolean;
  },
): Promise<{ readonly planned: Promise<void> }> {
  const { records, random, warn, now, exclusively } = platform;
  const planNext = async (answer: Parameters<typeof nextPull>[0]): Promise<void> => {
    const pull = nextPull(answer, { nowMs: now(), random });
    if (pull === null) return;
    await exclusively(async () => {
      const soFar = await sharedSoFar(records, (await person.heads(null)).personal.modelId);
      await records.write([{ type: "put", kind: "sharing", record: { ...soFar, pull } }]);
    });
  };
  try {
    const kept = await heldRelease(records);
    const schedule = (await records.get("sharing", "sharing"))?.pull;
    if (!isPullDue(kept, isNow && schedule?.isBusy !== true ? undefined : schedule, now()))
      return { planned: Promise.resolve() };
    const canaryDraw = kept?.canaryDraw ?? random();
    const pulled = await sync.pullHead({ kept, layout: FEATURE_LAYOUT, canaryDraw });
    if (pulled.outcome === "new") {
      const headVersion = pulled.head?.version ?? kept?.headVersion ?? pulled.manifest.version;
      await person.takeRelease(recordOf(pulled, { canaryDraw, headVersion }), pulled.head);
    }
    return { planned: planNext(pulled).catch((thrown: unknown) => warn(asRankError(thrown, "sync-failed"))) };
  } catch (thrown) {
    warn(asRankError(thrown, "sync-failed"));
    const plans = thrown instanceof BusyError ? planNext(thrown) : Promise.resolve();
    return { planned: plans.catch(() => undefined) }; // the next page asks again, then
  }
}

function recordOf(
  { etag, headHash, manifest }: PulledHead & { readonly outcome: "new" },
  own: Pick<ReleaseRecord, "canaryDraw" | "headVersion">,
): ReleaseRecord {
  const { layout: _, dimensions: __, head: ___, canary: ____, secureAggregation: split, ...terms } = manifest;
  return { key: "release", ...terms, etag, headHash, ...own, isSplit: split !== null, split };
}
