import { describe, expect, test } from "vitest";
import { keepNewest } from "./keep-newest.ts";

describe("keepNewest", () => {
  test("lets the oldest go, and only once there are too many", () => {
    const entries: number[] = [];
    for (let entry = 0; entry < 5; entry++) keepNewest(entries, entry, 3);
    expect(entries).toEqual([2, 3, 4]);
    keepNewest(entries, 5, 4);
    expect(entries).toEqual([2, 3, 4, 5]);
  });
});
