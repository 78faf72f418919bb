import { describe, expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

describe("createGroupCommit", () => {
  test("commits what comes together at once and gives each its own result", async () => {
    const groups: number[][] = [];
    const group = createGroupCommit(async (items: readonly number[]) => {
      groups.push([...items]);
      return items.map((item) => item * 10);
    });
    expect(await Promise.all([group.add(1), group.add(2), group.add(3)])).toEqual([10, 20, 30]);
    expect(await group.add(4)).toBe(40);
    expect(groups).toEqual([[1, 2, 3], [4]]);
  });

  test("rejects all of a group whose commit fails, and takes the next one", async () => {
    let isFull = true;
    const group = createGroupCommit(async (items: readonly number[]) => {
      if (isFull) throw new Error("disk full");
      return items;
    });
    const results = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isFull = false;
    expect(await group.add(3)).toBe(3);
  });

  test("commits without waiting when flushed, and when the group is large", async () => {
    const sizes: number[] = [];
    const group = createGroupCommit(async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    });
    const flushed = group.add(1);
    await group.flush();
    expect(sizes).toEqual([1]);
    await flushed;
    const many = Array.from({ length: 256 }, (_, index) => group.add(index));
    expect(sizes).toEqual([1, 256]);
    await Promise.all(many);
  });

  test("collects what comes while a group is committed, and flush waits for that too", async () => {
    const groups: number[][] = [];
    let release = (): void => undefined;
    const group = createGroupCommit(async (items: readonly number[]) => {
      groups.push([...items]);
      if (groups.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return items;
    });
    const first = group.add(1);
    const flushed = group.flush();
    const others = [group.add(2), group.add(3)];
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(groups).toEqual([[1]]);
    release();
    await flushed;
    expect(groups).toEqual([[1], [2, 3]]);
    await Promise.all([first, ...others]);
  });
});
