import { describe, expect, test } from "vitest";
import { Arena } from "./arena.ts";

describe("Arena", () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const arena = new Arena(memory, 1000);

  test("starts after the module's own bytes, on a cache line, and keeps blocks apart", () => {
    const first = arena.words(3);
    const second = arena.words(1);
    expect(first).toBe(1024);
    expect(second).toBe(1088);
  });

  test("grows the memory and keeps what is in it", () => {
    const kept = arena.copyOf(Float32Array.of(1.5, -2));
    const large = arena.words(100_000);
    arena.floats(large, 100_000).fill(7);
    expect([...arena.floats(kept, 2)]).toEqual([1.5, -2]);
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(large + 400_000);
  });

  test("gives the same place again after release", () => {
    const mark = arena.mark();
    const before = arena.words(10);
    arena.release(mark);
    expect(arena.words(10)).toBe(before);
  });

  test("copies a part of a larger buffer, not the whole", () => {
    const part = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    expect([...arena.floats(arena.copyOf(part), 2)]).toEqual([1, 2]);
  });
});
