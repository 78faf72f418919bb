import type { Page } from "playwright";
import type { Interaction } from "../../../src/ranking/interaction.ts";
import type { Answers, Call, RankRequest, StartOptions } from "../../../src/worker/protocol.ts";
import type { FaultPlan, FaultReport } from "./faulty-database.ts";
import { keptState, type KeptState } from "./kept-state.ts";
import { clickOn, isWholeRanking, likedPlace, listOf } from "./visits.ts";

/** Drives one page of a bare site, see {@link PageVisitor}. */
export interface VisitorDriver {
  readonly page: Page;
  open(plan?: FaultPlan, options?: Partial<StartOptions>): Promise<Answers["start"]>;
  call<Name extends Call["type"]>(call: Extract<Call, { type: Name }>): Promise<Answers[Name]>;
  /**
   * Shows the n-th list.
   *
   * @throws {Error} if the answer is no ranking of it.
   */
  rank(number: number, list?: Parameters<typeof listOf>[1]): Promise<Answers["rank"]>;
  /** Learns from the click that the visitor would do on a list. */
  click(ranking: Answers["rank"], number: number): Promise<Answers["learn"]>;
  /** The same, but answers the ids of the events. */
  learn(ranking: Answers["rank"], number: number): Promise<string[]>;
  warnings(): Promise<readonly string[]>;
  report(): Promise<FaultReport>;
  close(): Promise<void>;
  kept(): Promise<KeptState>;
  /** No database is left, nor anybody who has it open. */
  erase(): Promise<void>;
}

/** @see VisitorDriver */
export function visitorDriver(page: Page): VisitorDriver {
  const call = <Name extends Call["type"]>(asked: Extract<Call, { type: Name }>): Promise<Answers[Name]> =>
    page.evaluate((given) => window.visitor.call(given as never), asked as Call) as Promise<Answers[Name]>;
  const clicks = (ranking: Answers["rank"], number: number): readonly Interaction[] =>
    clickOn(ranking, number, likedPlace(ranking, number));
  return {
    page,
    click: (ranking, number) => call<"learn">({ type: "learn", interactions: clicks(ranking, number) }),
    open: (plan, options = {}) =>
      page.evaluate(({ plan, options }) => window.visitor.open(options, plan), { plan, options }),
    call,
    rank: async (number, list) => {
      const request: RankRequest = listOf(number, list);
      const ranking = await call<"rank">({ type: "rank", request });
      if (!isWholeRanking(request, ranking)) throw new Error("rank: the answer is no ranking of the list");
      return ranking;
    },
    learn: async (ranking, number) => {
      const interactions = clicks(ranking, number);
      await call<"learn">({ type: "learn", interactions });
      return interactions.map(({ eventId }) => eventId);
    },
    warnings: () => page.evaluate(() => window.visitor.warnings()),
    report: () => page.evaluate(() => window.visitor.report()),
    close: () => page.evaluate(() => window.visitor.close()),
    kept: async () => keptState(await page.evaluate(() => window.visitor.records())),
    erase: () =>
      page.evaluate(async () => {
        window.visitor.close();
        await new Promise<void>((resolve, reject) => {
          const deleting = indexedDB.deleteDatabase("personal-rank");
          deleting.addEventListener("success", () => resolve());
          deleting.addEventListener("error", () => reject(deleting.error!));
        });
      }),
  };
}
