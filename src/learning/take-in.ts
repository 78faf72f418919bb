import { type Interaction, isAction } from "../ranking/interaction.ts";
import { hasDoubt } from "./click-profile.ts";
import { type Click, CREDIT_WINDOW_MS, creditOf } from "./credit.ts";
import type { Examples } from "./examples.ts";
import {
  feedbackFrom,
  feedbackOfLeaving,
  markSign,
  PASSED_OVER_WEIGHT,
  signWeight,
  type Sign,
} from "./feedback.ts";
import { type GuardState, observe, type PageEvidence } from "./guard.ts";
import { addToHistory } from "./history.ts";
import { historyRoom } from "./history-room.ts";
import type { Accepted, Entry, Memory, Progress, Setting, Step } from "./memory.ts";
import { type Choice, choiceOf, chosenElsewhere, viewsAfter } from "./choices.ts";
import { pageEvidence } from "./page-evidence.ts";
import { type ShownRanking, withHistory } from "./shown-ranking.ts";
import type { VisitorHead } from "./visitor-head.ts";
import { visitorScores } from "./visitor-scores.ts";

const MAX_CLICKS = 300;
/** A page on which nothing has happened for longer than this was left for good. */
const LEFT_AFTER_MS = 30 * 60 * 1000;

/**
 * Learns from a batch of interactions: one update for each ranking that they say something of, in the order in which the
 * rankings were shown.
 */
export function takeIn(
  memory: Memory,
  { interactions, number }: Extract<Entry, { type: "did" }>,
  { rankings, head }: Setting,
  passedOverWeight: number = PASSED_OVER_WEIGHT,
): Step {
  let next = memory;
  const accepted: Accepted[] = [];
  const lessons: PageEvidence[] = [];
  const choices = new Map<string, Choice[]>();
  for (const interaction of interactions.filter(isWhole)) {
    const signs = signsOf(next, interaction, rankings);
    const credited = signs.at(-1)?.rankingId;
    if (credited === undefined) continue;
    accepted.push({ interaction, rankingId: credited });
    const choice = choiceOf(next, interaction, rankings);
    if (choice !== null) choices.set(credited, [...(choices.get(credited) ?? []), choice]);
    next = {
      ...next,
      views: viewsAfter(next, interaction, rankings),
      lookMs: interaction.type === "dwell" ? interaction.dwellMs : next.lookMs,
      shown: next.shown.map((progress) =>
        signs
          .filter(({ rankingId }) => rankingId === progress.rankingId)
          .reduce((marked, { sign }) => withSign(marked, sign, { number, atMs: interaction.atMs }), progress),
      ),
      history: addToHistory(next.history, interaction, textOf(interaction, rankings.get(credited))),
      clicks: clicksAfter(next.clicks, interaction),
    };
  }
  if (accepted.length === 0) return { memory, accepted, lessons };
  const nowMs = Math.max(...accepted.map(({ interaction }) => interaction.atMs));
  const before = new Map(memory.shown.map((progress) => [progress.rankingId, progress]));
  for (const progress of next.shown) {
    const shown = rankings.get(progress.rankingId);
    const earlier = before.get(progress.rankingId);
    if (shown === undefined || earlier === undefined) continue;
    const isLeft = isLeftForGood(progress, nowMs, passedOverWeight);
    if (progress === earlier && !isLeft) continue;
    const full = withHistory(shown, progress.engaged);
    const elsewhere = chosenElsewhere(next, progress);
    const chosenBefore = new Set(progress.engaged.map(({ itemId }) => itemId));
    const { examples, marks } =
      progress === earlier
        ? feedbackOfLeaving(full, progress.marks, passedOverWeight)
        : feedbackFrom(full, earlier.marks, progress.marks, new Set([...elsewhere, ...chosenBefore]));
    next = {
      ...next,
      shown: next.shown.map((other) =>
        other === progress ? { ...progress, marks, touched: number } : other,
      ),
    };
    if (examples === null) continue;
    const change = {
      before: earlier.marks,
      after: marks,
      choices: choices.get(progress.rankingId) ?? [],
      chosenElsewhere: elsewhere,
      chosenBefore,
      lookMs: next.lookMs,
    };
    const byHistory = full.baseScores.map((score, index) => score - shown.baseScores[index]);
    const learned = head.scores(next.head, full.features);
    // Rankings of before it was kept are told apart from the head no more.
    const room = shown.historyRoom ?? historyRoom(shown.baseScores, []);
    const { scores: personalScores } = visitorScores(room, byHistory, learned);
    const evidence = pageEvidence(shown, change, personalScores);
    lessons.push(evidence);
    next = learnFrom(next, { examples, evidence, head });
  }
  return { memory: next, accepted, lessons };
}

/** The rankings that {@link takeIn} needs for these interactions. */
export function rankingsFor(
  memory: Memory,
  interactions: readonly Interaction[],
  passedOverWeight: number = PASSED_OVER_WEIGHT,
): string[] {
  const nowMs = Math.max(0, ...interactions.map(({ atMs }) => atMs));
  return [
    ...new Set([
      ...interactions.map(({ rankingId }) => rankingId),
      ...interactions
        .filter(({ type }) => isAction(type))
        .flatMap((action) => touchesOf(memory, action))
        .map(({ rankingId }) => rankingId),
      ...memory.shown
        .filter((progress) => isLeftForGood(progress, nowMs, passedOverWeight))
        .map(({ rankingId }) => rankingId),
    ]),
  ];
}

/** One update of everything that learns from a page. The guard sees the page first, and the head does as it says. */
function learnFrom(
  memory: Memory,
  {
    examples,
    evidence,
    head,
  }: { readonly examples: Examples; readonly evidence: PageEvidence; readonly head: VisitorHead },
): Memory {
  const verdict = observe(memory.guard, evidence);
  const { learns, forgets, reset } = verdict;
  const isUnseen = evidence.clicks.length > 0 && !Array.prototype.includes.call(evidence.rewards, 1);
  const guard = learns && isUnseen ? withLesson(verdict.state) : verdict.state;
  const start = reset ? head.init() : memory.head;
  const learn = forgets ? head.updateForgetting : head.update;
  const state = learns ? learn(start, examples) : start;
  const generation = memory.generation + (state === memory.head ? 0 : 1);
  const lookMs = evidence.clicks.length > 0 ? null : memory.lookMs;
  return { ...memory, head: state, generation, guard, lookMs };
}

/**
 * The guard counts the pages that put the head to the test. A choice that nobody saw come into view tests nothing, but teaches all
 * the same: it counts among what is given up when a machine is found out.
 */
function withLesson(guard: GuardState): GuardState {
  const doubtful = hasDoubt(guard.profile) ? guard.doubtful + 1 : 0;
  return { ...guard, learned: guard.learned + 1, doubtful };
}

/** Any script of the page may have sent it. */
function isWhole(interaction: Interaction): boolean {
  return (
    Number.isFinite(interaction.atMs) &&
    (interaction.type !== "dwell" || Number.isFinite(interaction.dwellMs))
  );
}

/** What an interaction says, ranking by ranking; the last is the one it is told of. Nothing if the item was not shown. */
function signsOf(
  memory: Memory,
  interaction: Interaction,
  rankings: ReadonlyMap<string, ShownRanking>,
): { readonly rankingId: string; readonly sign: Sign }[] {
  const { itemId, rankingId, atMs } = interaction;
  const weight = signWeight(interaction);
  const isShown = memory.shown.some((progress) => progress.rankingId === rankingId);
  const isNamed = isShown && rankings.get(rankingId)?.itemIds.includes(itemId) === true;
  if (!isAction(interaction.type))
    return isNamed ? [{ rankingId, sign: { itemId, weight, credit: null } }] : [];
  const touches = touchesOf(memory, interaction).filter((touch) => rankings.has(touch.rankingId));
  // An action on the list itself comes from where it was done, as if the item had been opened there just before.
  const all = isNamed ? [...touches, { rankingId, atMs }] : touches;
  const credits = creditOf(
    all.map((touch) => touch.atMs),
    atMs,
  );
  const creditIn = new Map<string, number>();
  for (const [at, touch] of all.entries()) {
    const soFar = creditIn.get(touch.rankingId) ?? 0;
    creditIn.delete(touch.rankingId); // the newest touch of a ranking decides its place
    creditIn.set(touch.rankingId, soFar + credits[at]);
  }
  return [...creditIn]
    .filter(([, credit]) => credit > 0)
    .map(([credited, credit]) => ({ rankingId: credited, sign: { itemId, weight, credit } }));
}

/** What led to an action: the clicks on the item; without any, the newest ranking in which it was seen. Oldest first. */
function touchesOf(
  { shown, clicks }: Memory,
  { itemId, atMs: actionAtMs }: Interaction,
): { readonly rankingId: string; readonly atMs: number }[] {
  const isBefore = ({ atMs }: { atMs: number }): boolean =>
    atMs <= actionAtMs && actionAtMs - atMs <= CREDIT_WINDOW_MS;
  const byClick = clicks.filter((click) => click.itemId === itemId && isBefore(click));
  if (byClick.length > 0) return byClick.toSorted((a, b) => a.atMs - b.atMs);
  return shown
    .filter(({ marks }) => marks.some((mark) => mark.itemId === itemId))
    .map(({ rankingId, shownAtMs }) => ({ rankingId, atMs: shownAtMs }))
    .filter(isBefore)
    .slice(-1);
}

function withSign(
  progress: Progress,
  sign: Sign,
  { number, atMs }: { number: number; atMs: number },
): Progress {
  return {
    ...progress,
    lastAtMs: Math.max(progress.lastAtMs, atMs),
    touched: number,
    marks: markSign(progress.marks, sign),
  };
}

function clicksAfter(clicks: readonly Click[], interaction: Interaction): readonly Click[] {
  const { type, eventId, rankingId, itemId, atMs } = interaction;
  if (type === "click")
    return [...clicks, { eventId, rankingId, itemId, atMs, hasDwelt: false }].slice(-MAX_CLICKS);
  if (type !== "dwell") return clicks;
  return clicks.map((click) =>
    click.rankingId === rankingId && click.itemId === itemId && click.atMs <= atMs
      ? { ...click, hasDwelt: true }
      : click,
  );
}

function textOf({ itemId }: Interaction, ranking: ShownRanking | undefined): string {
  return ranking?.texts[ranking.itemIds.indexOf(itemId)] ?? "";
}

function isLeftForGood({ lastAtMs, marks }: Progress, nowMs: number, passedOverWeight: number): boolean {
  return (
    passedOverWeight > 0 &&
    nowMs - lastAtMs > LEFT_AFTER_MS &&
    marks.every(({ liked }) => liked === 0) &&
    marks.some(({ passed }) => passed < passedOverWeight)
  );
}
