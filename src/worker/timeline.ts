import { clickTrust } from "../learning/click-profile.ts";
import { blend, type GuardState, type PageEvidence } from "../learning/guard.ts";
import { hedgeLambda } from "../learning/hedge.ts";
import { listwiseLogLikelihood } from "../learning/listwise-likelihood.ts";
import type { Entry } from "../learning/memory.ts";
import type { Timeline, TimelineStep } from "./hypothetical.ts";
import type { RankRequest } from "./protocol.ts";
import { rankedFor, type WhatIfContext } from "./what-if.ts";

/** Older steps are left out: a slider has no more places. */
const MAX_STEPS = 1_000;

/**
 * How the order of one list would have been after each lesson that is still in the log, and how well each page's choices were
 * foretold before it was learned from. Costs a replay of the log and a ranking for each step, about 10 ms together.
 */
export async function timeline(request: RankRequest, context: WhatIfContext): Promise<Timeline> {
  const steps: TimelineStep[] = [];
  let guard: GuardState | null = null;
  let generation = -1;
  let losses: TimelineStep["losses"] = [];
  for (const { entry, memory, heads, lessons } of await context.past.steps()) {
    const before = guard;
    if (before !== null) losses = [...losses, ...lessons.flatMap((page) => lossOf(page, before))];
    guard = memory.guard;
    if (memory.generation === generation) continue;
    generation = memory.generation;
    const { ranking } = await rankedFor({ memory, heads }, request, context);
    steps.push({
      generation,
      atMs: timeOf(entry),
      events: eventsOf(entry),
      order: ranking.items.map(({ shopIndex }) => shopIndex),
      lambda: hedgeLambda(guard.hedge),
      trust: clickTrust(guard.profile),
      losses,
    });
    losses = [];
    if (steps.length > MAX_STEPS) steps.shift();
  }
  return { itemIds: request.candidates.map(({ id }) => id), steps };
}

/** Progressive validation: what the page's choices cost by the scores from before it was learned from. Pages without a choice cost nothing. */
function lossOf(page: PageEvidence, guard: GuardState): TimelineStep["losses"] {
  const { baseScores, personalScores, rewards, propensities } = page;
  const choices = Array.from(rewards).filter((reward) => reward === 1).length;
  if (choices === 0) return [];
  const loss = (scores: ArrayLike<number>): number =>
    -listwiseLogLikelihood(scores, rewards, propensities) / choices;
  const [base, personal] = [loss(baseScores), loss(blend(guard, baseScores, personalScores))];
  return Number.isFinite(base) && Number.isFinite(personal) ? [{ base, personal, choices }] : [];
}

function timeOf(entry: Entry | null): number | null {
  if (entry === null || entry.type === "rebased") return null;
  if (entry.type === "shown") return entry.atMs;
  return Math.max(...entry.interactions.map(({ atMs }) => atMs));
}

function eventsOf(entry: Entry | null): TimelineStep["events"] {
  if (entry?.type !== "did") return [];
  return entry.interactions
    .filter(({ type }) => type !== "impression")
    .map(({ type, itemId, eventId }) => ({ type, itemId, eventId }));
}
