import type { Action, Interaction } from "../ranking/interaction.ts";
import type { Memory, Progress } from "./memory.ts";
import { type PageViews, withChoice } from "./page-views.ts";
import type { ShownRanking } from "./shown-ranking.ts";

/** A choice as a batch of interactions told of it. */
export interface Choice {
  readonly itemId: string;
  readonly type: "click" | Action;
  readonly atMs: number;
  /** False if nobody saw the item come into view before. */
  readonly wasInView: boolean;
}

/** Of a memory what choices are counted by. */
interface Choosing {
  readonly shown: readonly Pick<Progress, "rankingId" | "viewId" | "marks">[];
  readonly views: PageViews;
}

/** What has to be known of a ranking for that. */
type Counted = Pick<ShownRanking, "itemIds" | "seenIds" | "teams">;

/** A choice on a ranking itself, with what was known before it; null for anything else. */
export function choiceOf(
  { shown }: Pick<Choosing, "shown">,
  { itemId, rankingId, type, atMs }: Interaction,
  rankings: ReadonlyMap<string, Counted>,
): Choice | null {
  if (type === "impression" || type === "dwell") return null;
  const progress = shown.find((one) => one.rankingId === rankingId);
  const ranking = rankings.get(rankingId);
  if (progress === undefined || ranking?.itemIds.includes(itemId) !== true) return null;
  const wasInView =
    progress.marks.some((mark) => mark.itemId === itemId) || ranking.seenIds?.includes(itemId) === true;
  return { itemId, type, atMs, wasInView };
}

/** The views of pages, if this is the first choice of an item on one of them that is compared. */
export function viewsAfter(
  memory: Choosing,
  interaction: Interaction,
  rankings: ReadonlyMap<string, Counted>,
): PageViews {
  const { itemId, rankingId } = interaction;
  if (choiceOf(memory, interaction, rankings) === null) return memory.views;
  const { viewId } = memory.shown.find((one) => one.rankingId === rankingId)!; // it is a choice on this ranking
  const isKnown = memory.shown.some(
    (other) =>
      (other.rankingId === rankingId || (viewId !== null && other.viewId === viewId)) &&
      other.marks.some((mark) => mark.itemId === itemId && mark.liked > 0),
  );
  if (viewId === null || isKnown) return memory.views;
  const ranking = rankings.get(rankingId);
  const team = ranking?.teams?.[ranking.itemIds.indexOf(itemId)] ?? null;
  return withChoice(memory.views, { id: viewId, team });
}

/** What was chosen from other rankings of the same view of the page. */
export function chosenElsewhere({ shown }: Memory, { rankingId, viewId }: Progress): ReadonlySet<string> {
  const others = shown.filter((other) => other.rankingId !== rankingId && other.viewId === viewId);
  const marks = viewId === null ? [] : others.flatMap((other) => other.marks);
  return new Set(marks.filter(({ liked }) => liked > 0).map(({ itemId }) => itemId));
}
