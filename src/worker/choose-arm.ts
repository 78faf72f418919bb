import type { Arm } from "../learning/page-views.ts";
import { isHeldOut } from "../ranking/hold-out.ts";
import type { StartOptions } from "./protocol.ts";

/**
 * Which part a view of a page takes in the comparison of orders. It keeps it, however often its list is ranked. With team drafts
 * the share of views that would show the shop's order shows a list of both.
 *
 * @param seed Of the visitor.
 * @returns Null if it takes no part.
 */
export function armOf(
  seed: number,
  viewId: string,
  { holdOut, interleave }: Pick<StartOptions, "holdOut" | "interleave">,
): Arm | null {
  if (holdOut === 0) return null;
  const isChosen = isHeldOut(seed, viewId, holdOut);
  if (interleave === "team-draft") return isChosen ? "interleaved" : null;
  return isChosen ? "held-out" : "personal";
}
