import type { DeltaTerms } from "../../federation/delta.ts";
import type { SplitShareTerms } from "../../federation/split-share.ts";
import type { SplitLeader } from "./split-leader.ts";

/** What a leader's shares must say. */
export function shareTermsOf(
  { layout, clipNorm }: DeltaTerms,
  { terms, coordinates }: Pick<SplitLeader, "terms" | "coordinates">,
): SplitShareTerms {
  return { layout, clipNorm, coordinates: terms.coordinates, dimensions: coordinates.length };
}
