import { expect, test } from "vitest";
import { likenessOf, likenessWords } from "./likeness.ts";

const between = (low: number, high: number, count = 14) => ({ mean: (low + high) / 2, low, high, count });

test("agrees where the whole interval is within a point, not where it merely holds 0", () => {
  expect(likenessOf(between(-0.9, 0.8))).toBe("agree");
  expect(likenessOf(between(0, 0))).toBe("agree");
  expect(likenessOf(between(-2.5, 1.2))).toBe("no difference found");
  expect(likenessOf(between(-0.2, 1.01))).toBe("no difference found");
  expect(likenessOf(between(0.1, 0.2))).toBe("differ");
  expect(likenessOf(between(-5, -2))).toBe("differ");
  expect(likenessOf(between(0, 0, 2))).toBeNull();
  expect(likenessOf(null)).toBeNull();
});

test("says of each figure which it is, and how large a difference may be that was not found", () => {
  const figure = (name: string, low: number, high: number) => ({
    name,
    difference: between(low, high),
    likeness: likenessOf(between(low, high)),
  });
  const figures = [
    figure("shop", 0, 0),
    figure("own", -2.53, 1.2),
    figure("lift", 1, 2),
    figure("all", 0, 0),
  ];
  expect(likenessWords(figures)).toBe(
    "disagree on lift; agree within 1 point on shop, all; no difference found, at most 2.5 points, on own",
  );
  expect(likenessWords([{ name: "few", difference: null, likeness: null }])).toBe("");
});
