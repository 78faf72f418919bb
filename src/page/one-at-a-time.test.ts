import { describe, expect, test } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

describe("oneAtATime", () => {
  test("never runs two at once, and once more for all that ask meanwhile, who wait for it", async () => {
    const ends: (() => void)[] = [];
    let [begun, atOnce, most] = [0, 0, 0];
    const run = oneAtATime(async () => {
      begun++;
      most = Math.max(most, ++atOnce);
      await new Promise<void>((resolve) => ends.push(resolve));
      atOnce--;
    });
    const first = run();
    let haveSettled = 0;
    for (let time = 0; time < 3; time++) void run().then(() => haveSettled++);
    ends[0]();
    await expect.poll(() => ends.length).toBe(2);
    expect([begun, haveSettled]).toEqual([2, 0]);
    ends[1]();
    await first;
    await expect.poll(() => haveSettled).toBe(3);
    void run();
    expect([begun, most]).toEqual([3, 1]);
  });
});
