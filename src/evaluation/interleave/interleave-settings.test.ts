import { describe, expect, test } from "vitest";
import { interleaveSettings } from "./interleave-settings.ts";

const given = { catalog: ["shop/products.jsonl.gz"], users: "120", lists: "120", scenario: [], others: [] };

describe("interleaveSettings", () => {
  test("takes what is given as it is", () => {
    const catalog = ["shop/products.jsonl.gz", "sets/beauty/"];
    const settings = interleaveSettings({ ...given, catalog, users: "60", scenario: ["info", "perfect"] });
    expect(settings).toEqual({
      catalogues: [
        { name: "products", path: "shop/products.jsonl.gz" },
        { name: "beauty", path: "sets/beauty/" },
      ],
      groups: 3,
      shoppersPerGroup: 20,
      listsPerShopper: 120,
      clickModels: [{ type: "perfect" }, { type: "info" }],
    });
    expect(interleaveSettings(given).clickModels).toHaveLength(8);
  });

  test.each([
    ["--users must be a multiple of 20", { users: "110" }],
    ["--users must be a whole number from 20", { users: "0" }],
    ["--lists must be even", { lists: "41" }],
    ["--scenario must be pbm_noisy, perfect", { scenario: ["info", "botburst"] }],
    ["--scenario must be", { scenario: ["taste-switch"] }],
    ["different names", { catalog: ["a/products.csv", "b/products.jsonl"] }],
    ["without --history and --shoppers", { others: ["--history", "--shoppers"] }],
  ])("does nothing else in silence: %s", (message, changed) => {
    expect(() => interleaveSettings({ ...given, ...changed })).toThrow(message);
  });
});
