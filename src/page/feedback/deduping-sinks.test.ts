import { describe, expect, test } from "vitest";
import { dedupingSinks } from "./deduping-sinks.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import type { SignStorage } from "./recent-signs.ts";

function setUp(storage: SignStorage | null = null): {
  told: unknown[][];
  wait: (ms: number) => void;
  from: (source: string) => FeedbackSink;
} {
  const told: unknown[][] = [];
  let nowMs = 1_000;
  const from = dedupingSinks(
    {
      chosen: (...given) => told.push(["chosen", ...given.slice(0, 2)]),
      shown: (...given) => told.push(["shown", ...given]),
      acted: (...given) => told.push(["acted", ...given.slice(0, 2)]),
    },
    { nowMs: () => nowMs, storage },
  );
  return { told, from, wait: (ms) => (nowMs += ms) };
}

describe("dedupingSinks", () => {
  test("lets one click through that card, data layer and script report, and the visitor's second click", () => {
    const { told, from, wait } = setUp();
    const report = (): void => {
      from("cards").chosen("1", "shelf");
      wait(80);
      from("ga4").chosen("1", null);
      from("script").chosen("1", null);
    };
    report();
    wait(3_000);
    report();
    expect(told).toEqual([
      ["chosen", "1", "shelf"],
      ["chosen", "1", "shelf"],
    ]);
  });

  test("keeps clicks, carts and purchases of one item apart, and items of one report", () => {
    const { told, from } = setUp();
    from("cards").chosen("1", null);
    from("ga4").acted("cart", ["1", "2"]);
    from("cart-forms").acted("cart", ["2", "3"]);
    from("ga4").acted("purchase", ["1"]);
    expect(told).toEqual([
      ["chosen", "1", null],
      ["acted", "cart", ["1", "2"]],
      ["acted", "cart", ["3"]],
      ["acted", "purchase", ["1"]],
    ]);
  });

  test("lets a purchase through once in half an hour, whoever reports it, and a cart again after a while", () => {
    const { told, from, wait } = setUp();
    for (const action of ["purchase", "cart", "goal"] as const) from("ga4").acted(action, ["1"]);
    wait(29 * 60_000);
    for (const action of ["purchase", "cart", "goal"] as const) from("ga4").acted(action, ["1"]);
    wait(61_000);
    from("ga4").acted("purchase", ["1"]);
    expect(told.map(([, action]) => action)).toEqual(["purchase", "cart", "goal", "cart", "purchase"]);
  });

  test("remembers actions on the next page, and no choices", () => {
    let text: string | null = null;
    const storage = { read: () => text, write: (next: string) => (text = next) };
    const first = setUp(storage);
    first.from("cart-forms").acted("cart", ["1"]);
    first.from("cards").chosen("1", null);
    const next = setUp(storage);
    next.from("shopify-pixel").acted("cart", ["1"]);
    next.from("ga4").chosen("1", null);
    expect(next.told).toEqual([["chosen", "1", null]]);
  });

  test("hands on a large order in parts of fifty", () => {
    const { told, from } = setUp();
    const ids = Array.from({ length: 120 }, (_, at) => String(at));
    from("ga4").acted("purchase", ids);
    expect(told.map(([, , part]) => (part as string[]).length)).toEqual([50, 50, 20]);
    expect(told.flatMap(([, , part]) => part as string[])).toEqual(ids);
  });
});
