import { describe, expect, it } from "vitest";
import { atOnce, inSlices } from "./slices.ts";

/** Holds the page up, as reading a card does. */
function* working(steps: number, stepMs: number): Generator<undefined, number> {
  for (let step = 0; step < steps; step++) {
    yield;
    const endMs = performance.now() + stepMs;
    while (performance.now() < endMs);
  }
  return steps;
}

describe("work in slices", () => {
  it("comes to the same result as all at once, also of no steps", async () => {
    for (const steps of [0, 1, 7]) {
      expect(atOnce(working(steps, 0))).toBe(steps);
      expect(await inSlices(working(steps, 0))).toBe(steps);
    }
  });

  it("gives the page its turn between slices, and is no task of its own for each step", async () => {
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns++;
      if (!isOver) setTimeout(turn);
    };
    setTimeout(turn);
    await inSlices(working(60, 1));
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(turns).toBeLessThanOrEqual(25);
  });

  it("throws what a step throws", async () => {
    function* failing(): Generator<undefined, never> {
      yield;
      throw new Error("a card that cannot be read");
    }
    expect(() => atOnce(failing())).toThrow("cannot be read");
    await expect(inSlices(failing())).rejects.toThrow("cannot be read");
  });
});
