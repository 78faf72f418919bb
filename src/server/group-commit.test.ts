import { describe, expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

describe("createGroupCommit", () => {
  test("commits what comes together at once and gives each its own result", async () => {
    const groups: number[][] = [];
    const group = createGroupCommit((items: readonly number[]) => {
      groups.push([...items]);
      return items.map((item) => item * 10);
    });
    expect(await Promise.all([group.add(1), group.add(2), group.add(3)])).toEqual([10, 20, 30]);
    expect(await group.add(4)).toBe(40);
    expect(groups).toEqual([[1, 2, 3], [4]]);
  });

  test("rejects all of a group whose commit fails, and takes the next one", async () => {
    let isFull = true;
    const group = createGroupCommit((items: readonly number[]) => {
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
    const group = createGroupCommit((items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    });
    const flushed = group.add(1);
    group.flush();
    expect(sizes).toEqual([1]);
    const many = Array.from({ length: 256 }, (_, index) => group.add(index));
    expect(sizes).toEqual([1, 256]);
    await Promise.all([flushed, ...many]);
  });
});
