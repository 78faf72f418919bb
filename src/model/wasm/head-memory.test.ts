import { describe, expect, test } from "vitest";
import { HeadMemory } from "./head-memory.ts";

const memoryFrom = (start: number): { buffer: WebAssembly.Memory; memory: HeadMemory } => {
  const buffer = new WebAssembly.Memory({ initial: 1 });
  return { buffer, memory: new HeadMemory(buffer, start) };
};

describe("HeadMemory", () => {
  test("lays arrays out after the module's own bytes, on cache lines, each for itself", () => {
    const { memory } = memoryFrom(1000);
    expect([memory.doubles(1), memory.bytes(65), memory.doubles(2)]).toEqual([1024, 1088, 1216]);
  });

  test("keeps what was copied in when the memory grows, and reads copies", () => {
    const { memory } = memoryFrom(1000);
    const [doubles, floats] = [
      memory.copyOf(Float64Array.of(1.5, -2)),
      memory.copyOfFloats(Float32Array.of(3)),
    ];
    memory.doubles(100_000);
    const read = memory.read(doubles, 2);
    memory.write(doubles, Float64Array.of(9));
    expect([...read]).toEqual([1.5, -2]);
    expect([...memory.read(doubles, 2), ...memory.readFloats(floats, 1)]).toEqual([9, -2, 3]);
  });

  test("does not grow over 10,000 calls that need the same", () => {
    const { buffer, memory } = memoryFrom(1000);
    for (let call = 0; call < 10_000; call++) {
      memory.clear();
      memory.copyOf(new Float64Array(1_000));
    }
    expect(buffer.buffer.byteLength).toBe(65_536);
  });
});
