import type { Hindsight, PastVisitor } from "./hindsight.ts";
import type { ListDescriber } from "./list-describer.ts";
import type { WhatIf } from "./hypothetical.ts";
import type { RankRequest } from "./protocol.ts";
import { rankList } from "./rank-list.ts";

/** What a list that nobody is shown is ordered with. */
export interface WhatIfContext {
  readonly past: Hindsight;
  readonly describer: ListDescriber;
  readonly littleShown: ReadonlySet<string>;
}

/**
 * Orders a list as it would be, without chance: of other candidates, by another query, or for a visitor who never did some of what
 * they did. Nothing counts as shown, and nothing is stored but the embeddings of new texts.
 *
 * @param without Ids of events that are taken out of the log.
 * @throws {RankError} as a ranking does, and `storage-failed` if the log was damaged.
 */
export async function whatIf(
  request: RankRequest,
  without: readonly string[],
  context: WhatIfContext,
): Promise<WhatIf> {
  const { events, ...visitor } = await context.past.without(without);
  return { ...(await rankedFor(visitor, request, context)), events };
}

/** The list as a visitor would have it. */
export async function rankedFor(
  { memory, heads }: PastVisitor,
  request: RankRequest,
  { describer, littleShown }: WhatIfContext,
): Promise<Omit<WhatIf, "events">> {
  const { features } = await describer.describe({ ...request, history: memory.history });
  const { ranking, share } = rankList(request, {
    features,
    heads,
    modelId: memory.modelId,
    policy: { arm: "personal", explore: "none", protectedPlaces: 0, random: () => 0 },
    littleShown,
  });
  const spread = heads.learner.spread(heads.personal.state, features);
  const count = request.candidates.length;
  const deviations = ranking.items.map(({ shopIndex: at }) =>
    spread === null ? null : share * Math.sqrt(Math.max(0, spread[at * count + at])),
  );
  return { ranking, deviations };
}
