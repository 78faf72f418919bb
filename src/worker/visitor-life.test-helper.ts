import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { rankingFixture } from "../learning/memory-fixtures.test-helper.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import type { Platform } from "./platform.ts";
import { type Visitor, visitor } from "./visitor.ts";
import { BAYES, recordOf, testPlatform, releaseOf } from "./visitor-fixtures.test-helper.ts";

const ITEMS = ["a", "b", "c", "d"];
export const MINUTE_MS = 60_000;

/** A ranking of the four items of {@link live}. For tests. */
export function lifeRanking(id: string, seed: number): RankingRecord {
  return recordOf(rankingFixture(id, { itemIds: ITEMS, history: ITEMS, seed }));
}

/** What was done `at` "ranking/item". For tests. */
export const did = (
  type: "impression" | "click" | "cart" | "purchase",
  at: string,
  atMs: number,
): Interaction => {
  const [rankingId, itemId] = at.split("/");
  return { type, rankingId, itemId, eventId: `${type} ${at}`, atMs };
};

export interface Life {
  readonly person: Visitor;
  readonly platform: Platform;
}

/** A visitor's life over three pages, without the interactions that `isLeftOut` names. For tests. */
export async function live(isLeftOut: (eventId: string) => boolean = () => false): Promise<Life> {
  const platform = testPlatform();
  const person = visitor(platform, BAYES);
  const learn = async (...interactions: Interaction[]): Promise<void> => {
    const rest = interactions.filter(({ eventId }) => !isLeftOut(eventId));
    if (rest.length > 0) await person.learn(rest);
  };
  await person.show(lifeRanking("r1", 1), { view: { id: "v1", arm: "personal" } });
  await learn(did("impression", "r1/a", 1), did("impression", "r1/b", 1), did("impression", "r1/c", 1));
  await learn(did("click", "r1/b", 2));
  await person.show(lifeRanking("r2", 2), { view: { id: "v2", arm: "held-out" } });
  await learn(did("impression", "r2/d", 3), did("click", "r2/c", 4));
  const weights = new Float32Array(FEATURE_COUNT).fill(0.01);
  await person.takeRelease(releaseOf(1), { version: 1, weights });
  if (!isLeftOut("click r2/c")) await person.comeBack(4 + MINUTE_MS, "look");
  await person.show(lifeRanking("r3", 3));
  await learn(did("click", "r3/b", 5 + MINUTE_MS), did("impression", "r3/d", 5 + MINUTE_MS));
  await learn(did("purchase", "/b", 9 + MINUTE_MS), did("cart", "r3/d", 9 + MINUTE_MS));
  return { person, platform };
}

export async function headOf({ platform }: Life): Promise<unknown> {
  const head = await platform.records.get("head", "personal");
  return [head?.generation, head?.headVersion, head?.checksum, head?.state];
}

/** All that is kept but for the numbers of the log's entries, which have gaps where something was forgotten. For tests. */
export async function memoryOf({ platform }: Life): Promise<unknown> {
  const { history, shown, clicks, guard, lookMs, views } = (await platform.records.get("memory", "now"))!;
  return {
    history,
    clicks,
    guard,
    lookMs,
    views,
    shown: shown.map((progress) => ({ ...progress, touched: 0 })),
  };
}
