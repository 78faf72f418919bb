import type { Candidate } from "../../../src/ranking/candidate.ts";
import type { Interaction } from "../../../src/ranking/interaction.ts";
import type { Ranking } from "../../../src/ranking/ranking.ts";
import { NO_RULES } from "../../../src/ranking/exposure-rules.ts";
import type { RankRequest } from "../../../src/worker/protocol.ts";

const THINGS = ["chair", "lamp", "table", "shelf", "rug", "mirror"];
const WOODS = ["oak", "pine", "walnut", "birch", "steel", "glass"];
const MINUTE_MS = 60_000;
/** A Monday morning; what visitors do is told by it. */
const BEGIN_MS = Date.UTC(2026, 10, 23, 8);

/** When the n-th thing happens, in ms since the Unix epoch: a minute after the one before, as a person would. */
export const timeOf = (number: number): number => BEGIN_MS + number * MINUTE_MS;

/** The n-th list that a visitor is shown. The texts are those of a small shop: they come again. */
export function listOf(
  number: number,
  { size = 8, who = "v" }: { readonly size?: number; readonly who?: string } = {},
): RankRequest {
  const thing = THINGS[number % THINGS.length];
  const candidates = Array.from({ length: size }, (_, at): Candidate => {
    const wood = WOODS[(at + number) % WOODS.length];
    return {
      id: `${who}-${thing}-${wood}-${at}`,
      title: `${wood} ${thing}, size ${at}`,
      brand: `brand ${at % 3}`,
      category: thing,
      price: 10 + 7 * at,
    };
  });
  return {
    listId: "search",
    query: thing,
    candidates,
    fixed: [],
    seen: [],
    firstRow: 4,
    rules: NO_RULES,
    atMs: timeOf(number),
    rankingId: `${who}/ranking ${number}`,
    viewId: `${who}/view ${number}`,
  };
}

/** A click on the item of a list that the visitor likes best: all oak, or else by its place. Everything above has been seen. */
export function clickOn(ranking: Ranking, number: number, place: number): Interaction[] {
  const atMs = timeOf(number) + 5_000;
  const { id: rankingId } = ranking;
  const chosen = ranking.items[place % ranking.items.length].id;
  return [
    ...ranking.items.map((item): Interaction => ({
      type: "impression",
      eventId: `${rankingId}/seen ${item.id}`,
      rankingId,
      itemId: item.id,
      atMs,
    })),
    { type: "click", eventId: `${rankingId}/click ${chosen}`, rankingId, itemId: chosen, atMs: atMs + 1_000 },
  ];
}

/** The place of the first item in oak; now and then, as people do, and in lists without, another one. */
export function likedPlace(ranking: Ranking, number: number): number {
  if ((number * 7) % 10 < 3) return (number * 5) % ranking.items.length;
  const at = ranking.items.findIndex(({ id }) => id.includes("oak"));
  return at < 0 ? number % ranking.items.length : at;
}

/** True if a ranking has each of the list's items once. */
export function isWholeRanking(request: RankRequest, ranking: Ranking): boolean {
  const asked = request.candidates.map(({ id }) => id).sort();
  const got = ranking.items.map(({ id }) => id).sort();
  return asked.length === got.length && asked.every((id, at) => id === got[at]);
}
