import type { CampaignOutcome } from "../campaign-run.ts";
import type { FaultVisit } from "./fault-browser.ts";
import { SHOP_ORDER } from "./fault-browser.ts";

/** What became of all visits with one kind of fault. */
export interface FaultTally {
  visits: number;
  /** By how a visit ended: "ranked", "stopped" or "neither". */
  readonly ends: Record<string, number>;
  /** By how often the worker, or the GPU, was told to have failed. */
  readonly reports: Record<string, number>;
  /** What must not be, one line each; the first ten. */
  readonly wrong: string[];
  wrongCount: number;
}

export function newTally(): FaultTally {
  return { visits: 0, ends: {}, reports: {}, wrong: [], wrongCount: 0 };
}

/** Notes one more thing that must not be. */
export function noteWrong(tally: FaultTally, what: string): void {
  tally.wrongCount++;
  if (tally.wrong.length < 10) tally.wrong.push(what);
}

/**
 * What must hold of every visit, whatever failed: all cards are there, in an order that was ranked or else the shop's; nothing was thrown
 * into the page; it was ranked, or it was told that it is not.
 */
export async function judgeVisit(tally: FaultTally, visit: FaultVisit, what: string): Promise<void> {
  const end = await visit.settled();
  const [ids, errors, ranked] = await Promise.all([
    visit.ids(),
    visit.errors(),
    visit.page.evaluate(() => window.personalRank?.ranking?.items.map(({ id }) => id) ?? null),
  ]);
  tally.visits++;
  tally.ends[end] = (tally.ends[end] ?? 0) + 1;
  const reported = errors.map(({ reason, severity }) => `${reason} ${severity}`).join(", ") || "nothing";
  tally.reports[reported] = (tally.reports[reported] ?? 0) + 1;
  if (end === "neither") noteWrong(tally, `${what}: neither ranked nor given up`);
  if (ids.toSorted().join() !== SHOP_ORDER.toSorted().join())
    noteWrong(tally, `${what}: cards ${ids.join()}`);
  else if (ids.join() !== (ranked ?? SHOP_ORDER).join())
    noteWrong(tally, `${what}: ${ids.join()} is no order that anybody chose`);
  for (const exception of visit.exceptions) noteWrong(tally, `${what}: thrown into the page: ${exception}`);
}

/**
 * What a campaign of visits came to.
 *
 * @param tallies By the kind of fault.
 * @param options What it was run with, for its figures.
 * @param more    What else a tally's line tells; "" for nothing.
 */
export function outcomeOf<Tally extends FaultTally>(
  tallies: Readonly<Record<string, Tally>>,
  options: Readonly<Record<string, unknown>>,
  more: (tally: Tally) => string = () => "",
): CampaignOutcome {
  return {
    hasHeld: Object.values(tallies).every(({ wrongCount }) => wrongCount === 0),
    lines: Object.entries(tallies).flatMap(([kind, tally]) => [
      `${tallyLine(kind, tally)}${more(tally)}`,
      ...tally.wrong,
    ]),
    figures: { options, tallies },
  };
}

function tallyLine(name: string, { visits, ends, reports, wrongCount }: FaultTally): string {
  const text = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([key, times]) => `${times} × ${key}`)
      .join("; ");
  return `${name}: ${visits} visits: ${text(ends)}. Told: ${text(reports)}. ${wrongCount === 0 ? "Nothing wrong" : `${wrongCount} WRONG`}`;
}
