import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkedSink } from "./checked-sink.ts";
import type { FeedbackSink } from "./feedback-sink.ts";

function setUp(): {
  told: unknown[][];
  problems: string[];
  sink: Record<keyof FeedbackSink, (...given: unknown[]) => void>;
} {
  const told: unknown[][] = [];
  const problems: string[] = [];
  const sink = checkedSink(
    {
      chosen: (...given) => told.push(["chosen", ...given]),
      shown: (...given) => told.push(["shown", ...given]),
      acted: (...given) => told.push(["acted", ...given]),
    },
    (message) => problems.push(message),
  );
  return { told, problems, sink: sink as unknown as ReturnType<typeof setUp>["sink"] }; // as a script without types calls it
}

describe("checkedSink", () => {
  test("hands on what is right, with numbers as ids", () => {
    const { told, problems, sink } = setUp();
    sink.chosen(7, "shelf");
    sink.shown(["a", 2], undefined);
    sink.acted("goal", [" x "]);
    expect(told).toEqual([
      ["chosen", "7", "shelf", undefined],
      ["shown", ["a", "2"], null],
      ["acted", "goal", ["x"], undefined],
    ]);
    expect(problems).toEqual([]);
  });

  test("tells what was wanted and what came, and hands nothing on", () => {
    const { told, problems, sink } = setUp();
    sink.acted("buy", ["a"]);
    sink.acted("cart", "a");
    sink.acted("cart", []);
    sink.chosen();
    expect(told).toEqual([]);
    expect(problems[0]).toBe(
      'Cannot use feedback.acted(action, itemIds) because the action must be "cart", "purchase", "engage" or "goal"; "buy" came, and nothing is learned from it',
    );
    expect(problems).toHaveLength(4);
  });

  test("waits for a promise of the page's, however it ends, and for nothing else", async () => {
    const { told, sink } = setUp();
    sink.acted("cart", ["a"], Promise.reject(new Error("the page's")));
    sink.acted("cart", ["a"], "soon");
    await expect(told[0][3]).resolves.toBeUndefined();
    expect(told[1][3]).toBeUndefined();
  });

  test("never throws, and hands on ids only", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (a, b, c) => {
        const { told, problems, sink } = setUp();
        for (const call of [sink.chosen, sink.shown, sink.acted]) call(a, b, c);
        expect(told.length + problems.length).toBe(3);
        for (const id of told.flatMap(([name, first, second]) =>
          name === "chosen" ? first : name === "shown" ? first : second,
        ))
          expect(typeof id === "string" && id !== "").toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
