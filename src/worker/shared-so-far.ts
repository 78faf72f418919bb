import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Records } from "../store/records.ts";
import type { SharingRecord } from "../store/schema.ts";
import type { Heads } from "./visitor.ts";

/** What has been shared of the head as it is now. What is stored may be of another layout, or of any script of the page. */
export async function sharedSoFar(
  records: Pick<Records, "get">,
  { headVersion, state }: Heads["personal"],
): Promise<SharingRecord> {
  const stored = await records.get("sharing", "sharing");
  const sentAtMs = Array.isArray(stored?.sentAtMs) ? stored.sentAtMs.filter(Number.isFinite) : [];
  const nothing = new Float64Array(FEATURE_COUNT);
  // What was shared of another feature layout says nothing about this one; the uploads count all the same.
  if (stored?.sharedOffset?.length !== FEATURE_COUNT)
    return { key: "sharing", baseVersion: headVersion, sharedOffset: nothing, generation: 0, sentAtMs };
  // A Bayesian head gives up what a new global head has taken over, so its whole offset is new again. The others
  // keep their offset through a new head: what they have shared stays shared.
  const isRebased =
    stored.baseVersion !== headVersion && (state.type === "bayes" || state.type === "low-rank");
  const sharedOffset = stored.importedOffset?.length === FEATURE_COUNT ? stored.importedOffset : nothing;
  return { ...stored, sentAtMs, baseVersion: headVersion, ...(isRebased ? { sharedOffset } : {}) };
}
