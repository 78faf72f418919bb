import { describe, expect, test } from "vitest";
import { globalHead } from "../contenders/global-head.ts";
import { meanEmbedding } from "../contenders/mean-embedding.ts";
import { shopOrder } from "../contenders/shop-order.ts";
import { tfidfProfile } from "../contenders/tfidf-profile.ts";
import { chosenLearners } from "./chosen-learners.ts";

const all = [shopOrder, globalHead, tfidfProfile, meanEmbedding];

describe("chosenLearners", () => {
  test("is all of them unless some are named", () => {
    expect(chosenLearners(all, null)).toEqual(all);
  });

  test("keeps the report's order and adds the global head", () => {
    expect(chosenLearners(all, ["mean-embedding", "shop-order"])).toEqual([
      shopOrder,
      globalHead,
      meanEmbedding,
    ]);
  });

  test("names those that there are where one is unknown", () => {
    expect(() => chosenLearners(all, ["shop-order", "sgdd"])).toThrow(
      /shop-order, global-head, tfidf-profile, mean-embedding: got "sgdd"/,
    );
  });
});
