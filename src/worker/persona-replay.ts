import type { HeadChoice } from "../learning/visitor-head.ts";
import { RankError } from "../base/errors.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";
import { memoryRecords } from "../store/memory-records.ts";
import { exposureLog } from "./exposure-log.ts";
import { headModelId } from "./head-model.ts";
import { hindsight } from "./hindsight.ts";
import type { Timeline } from "./hypothetical.ts";
import { logRanking } from "./log-ranking.ts";
import type { Platform } from "./platform.ts";
import type { RankRequest } from "./protocol.ts";
import { rankList } from "./rank-list.ts";
import { timeline } from "./timeline.ts";
import { visitor } from "./visitor.ts";
import type { WhatIfContext } from "./what-if.ts";

const MAX_VISITS = 12;
/** The persona comes once a day, the last time now. */
const DAY_MS = 24 * 3600 * 1000;
const LOOK_MS = 5_000;
const DWELL_MS = 60_000;
/** What the persona has looked at before it chooses, even if that stands first. */
const SCREEN = 8;

/**
 * How the order of one list would come about for somebody new here who likes some of its items: at each visit the persona looks
 * through the list from its top, opens the first item it likes and has not opened before, and reads for a minute. Ranks and learns as for
 * any visitor, with the shop's head as it is stored, and in memory of its own: nothing is stored but the embeddings of new texts.
 *
 * @param liked Ids of candidates; the first 12 choices are made.
 * @returns One step more than choices that were learned from.
 * @throws {RankError} `protocol` if the list has none of them; or as a ranking does.
 */
export async function personaReplay(
  request: RankRequest,
  liked: readonly string[],
  {
    platform,
    choice,
    describer,
  }: Pick<WhatIfContext, "describer"> & { readonly platform: Platform; readonly choice: HeadChoice },
): Promise<Timeline> {
  const own: Platform = { ...platform, records: memoryRecords(), exclusively: (action) => action() };
  const global = await platform.records.get("global", "global");
  if (global !== undefined) await own.records.write([{ type: "put", kind: "global", record: global }]);
  const person = visitor(own, choice);
  const littleShown = await exposureLog(own).littleShown(request);
  const wanted = new Set(liked.filter((id) => request.candidates.some((candidate) => candidate.id === id)));
  if (wanted.size === 0) {
    throw new RankError("protocol", "Cannot replay a persona because the list has no item that it likes");
  }
  const visits = Math.min(wanted.size, MAX_VISITS);
  for (let visit = 0; visit < visits; visit++) {
    const rankingId = `persona ${visit}`;
    const atMs = request.atMs - (visits - 1 - visit) * DAY_MS;
    const shown = { ...request, fixed: [], seen: [], rankingId, viewId: rankingId, atMs };
    const { model, features, comparison } = await describer.describe({
      ...shown,
      history: await person.history(),
    });
    const fitted = model.headPrior;
    const modelId = headModelId(model.config.modelId, fitted);
    const heads = await person.heads(modelId, fitted);
    const policy = { arm: "personal", explore: "none", protectedPlaces: 0, random: () => 0 } as const;
    const ranked = rankList(shown, { features, heads, modelId, policy, littleShown });
    await person.show(logRanking(ranked, { weights: heads.global.weights, comparison }), {
      fitted,
      view: { id: rankingId, arm: null },
    });
    const { seen, chosen } = choiceOf(ranked.ranking, wanted);
    wanted.delete(chosen);
    await person.learn(whatIsDone(seen, chosen, { rankingId, atMs }));
  }
  return timeline(request, { past: hindsight(own, choice), describer, littleShown });
}

/** The first item of the list that is wanted, and what has been looked at by then. */
function choiceOf(
  { items }: Ranking,
  wanted: ReadonlySet<string>,
): { readonly seen: readonly string[]; readonly chosen: string } {
  const place = items.findIndex(({ id }) => wanted.has(id));
  return {
    seen: items.slice(0, Math.max(place + 1, SCREEN)).map(({ id }) => id),
    chosen: items[place].id,
  };
}

function whatIsDone(
  seen: readonly string[],
  chosen: string,
  { rankingId, atMs }: Pick<Interaction, "rankingId" | "atMs">,
): Interaction[] {
  const of = (itemId: string, what: string, afterMs: number) => ({
    rankingId,
    itemId,
    atMs: atMs + afterMs,
    eventId: `${rankingId} ${what} ${itemId}`,
  });
  return [
    ...seen.map((id) => ({ ...of(id, "saw", LOOK_MS), type: "impression" as const })),
    { ...of(chosen, "opened", LOOK_MS), type: "click" },
    { ...of(chosen, "read", LOOK_MS + DWELL_MS), type: "dwell", dwellMs: DWELL_MS },
  ];
}
