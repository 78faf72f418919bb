import { expect, test } from "vitest";
import { splitOf } from "./split-of.ts";

test.each([
  ["toys", "5", "tune"],
  ["toys", "20", "test"],
  ["toys", "9", "train"],
  ["online-retail", "13047", "test"],
  ["online-retail", "17850", "train"],
])("splitOf puts shopper %s:%s into %s, as models/train/data.py does", (set, id, split) => {
  expect(splitOf(set, id)).toBe(split);
});

test("splitOf sets a tenth of the shoppers aside for tuning and a tenth for the test, others in each set", () => {
  const splits = (set: string): string[] => Array.from({ length: 5000 }, (_, id) => splitOf(set, String(id)));
  const [toys, beauty] = [splits("toys"), splits("beauty")];
  for (const name of ["tune", "test"]) {
    const share = toys.filter((split) => split === name).length / 5000;
    expect(share).toBeGreaterThan(0.085);
    expect(share).toBeLessThan(0.115);
  }
  expect(toys).not.toEqual(beauty);
});
