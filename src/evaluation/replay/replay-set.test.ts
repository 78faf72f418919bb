import { describe, expect, test } from "vitest";
import type { Contender } from "../contender.ts";
import { globalHead } from "../contenders/global-head.ts";
import { shopOrder } from "../contenders/shop-order.ts";
import { tfidfProfile } from "../contenders/tfidf-profile.ts";
import { replaySet } from "./replay-set.ts";
import { syntheticLog, syntheticMaker } from "./synthetic-log.test-helper.ts";

const log = syntheticLog(300, 12);
const maker = syntheticMaker(log);
const options = { at: [0, 1, 2, 5], metric: "mrr", seed: 7, onProgress: () => {} } as const;

describe("replaySet", () => {
  test("gives a shopper the same figures alone as among others, and beside other contenders", () => {
    const contenders = [shopOrder, globalHead, tfidfProfile];
    const together = replaySet(maker, log.shoppers, contenders, options);
    for (const [place, id] of together.shopperIds.entries()) {
      const shopper = log.shoppers.filter((other) => other.id === id);
      const alone = replaySet(maker, shopper, [tfidfProfile], options);
      expect(alone.values.get("tfidf-profile")![0]).toEqual(together.values.get("tfidf-profile")![place]);
    }
  });

  test("shows all contenders the same lists, and other lists under another seed", () => {
    const listsUnder = (seed: number): string[][] => {
      const watched = ["first", "second"].map((name) => {
        const lists: string[] = [];
        const contender: Contender = {
          ...shopOrder,
          name,
          scores: (state, task) => {
            lists.push(task.items.join());
            return shopOrder.scores(state, task);
          },
        };
        return { contender, lists };
      });
      replaySet(
        maker,
        log.shoppers,
        watched.map(({ contender }) => contender),
        { ...options, seed },
      );
      return watched.map(({ lists }) => lists);
    };
    const [first, second] = listsUnder(7);
    expect(first.length).toBeGreaterThan(30);
    expect(second).toEqual(first);
    expect(listsUnder(8)[0]).not.toEqual(first);
  });

  test("finds a taste that the log holds: words of the history beat chance, and the shop's order does not", () => {
    const many = syntheticLog(300, 150);
    const { values } = replaySet(syntheticMaker(many), many.shoppers, [tfidfProfile, shopOrder], options);
    const meanAt5 = (name: string): number => {
      const column = values.get(name)!.map((row) => row[3]);
      const present = column.filter((value) => !Number.isNaN(value));
      return present.reduce((sum, value) => sum + value, 0) / present.length;
    };
    expect(meanAt5("tfidf-profile")).toBeGreaterThan(0.15);
    expect(meanAt5("shop-order")).toBeLessThan(0.13);
  });

  test("leaves out a shopper of whom nothing can be tested", () => {
    const { shopperIds, values } = replaySet(
      maker,
      [{ id: "nothing", purchases: [] }, log.shoppers[0]],
      [shopOrder],
      options,
    );
    expect(shopperIds).toEqual([log.shoppers[0].id]);
    expect(values.get("shop-order")).toHaveLength(1);
  });
});
