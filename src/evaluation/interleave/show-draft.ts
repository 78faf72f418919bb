import type { Random } from "../../base/random.ts";
import { viewsAfter } from "../../learning/choices.ts";
import { type PageViews, withView } from "../../learning/page-views.ts";
import { teamDraft } from "../../ranking/team-draft.ts";
import { type ClickModel, drawClicks } from "../simulate/click-models.ts";

/** One view of a list. */
export interface DraftPage {
  /** Permutations, best first. */
  readonly personal: readonly number[];
  readonly base: readonly number[];
  /** [n]: 0 to 4. */
  readonly grades: Uint8Array;
  readonly viewId: string;
  readonly clickModel: ClickModel;
  /** Of the same shopper, on the pages before. */
  readonly clicksBefore: number;
}

/**
 * Shows a list as two orders have drafted it. A shopper looks down to the last thing that is chosen, and then chooses from the top, as
 * those of `npm run eval` do in a browser. After each choice the list is drafted anew as on a page, with what was seen held where it is;
 * a choice is counted by the code that counts it on a page.
 *
 * @param views Of the pages before.
 * @returns The views with this one, and the clicks.
 */
export function showDraft(
  views: PageViews,
  { personal, base, grades, viewId, clickModel, clicksBefore }: DraftPage,
  random: Random,
): { readonly views: PageViews; readonly clicks: number } {
  let draft = teamDraft(personal, base, [], random);
  const shown = Uint8Array.from(draft.order, (index) => grades[index]);
  const clicks = drawClicks(clickModel, { grades: shown, clicksBefore }, random);
  const chosen = draft.order.filter((_, place) => clicks[place] === 1);
  const seen = draft.order.slice(0, clicks.lastIndexOf(1) + 1).map((index, place) => ({ index, place }));
  const rankings = new Map<string, { itemIds: string[]; teams: typeof draft.teams }>();
  let after = withView(views, { id: viewId, arm: "interleaved" });
  for (const [at, index] of chosen.entries()) {
    if (at > 0) draft = teamDraft(personal, base, seen, random);
    const rankingId = `${viewId} ${at}`;
    rankings.set(rankingId, { itemIds: draft.order.map(String), teams: draft.teams });
    const memory = {
      shown: [...rankings.keys()].map((id) => ({ rankingId: id, viewId, marks: [] })),
      views: after,
    };
    const choice = { type: "click", eventId: rankingId, rankingId, itemId: `${index}`, atMs: at } as const;
    after = viewsAfter(memory, choice, rankings);
  }
  return { views: after, clicks: chosen.length };
}
