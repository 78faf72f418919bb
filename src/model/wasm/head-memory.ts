import type { Pointer } from "./kernel-module.ts";

const PAGE_BYTES = 65_536;
/** A cache line, so that no vector load straddles two. */
const ALIGNMENT_BYTES = 64;

/**
 * The memory of the head's kernels. Each call lays its arrays out anew from the same place on, copies in, and copies out what
 * it is for: nothing of it is left to the next.
 */
export class HeadMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #start: Pointer;
  #end: Pointer;
  /** Of the whole memory; made anew when it grows. */
  #doubles: Float64Array<ArrayBuffer>;
  #floats: Float32Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory, start: Pointer) {
    this.#memory = memory;
    this.#start = start;
    this.#end = start;
    this.#doubles = new Float64Array(memory.buffer);
    this.#floats = new Float32Array(memory.buffer);
  }

  /** Gives all places up. */
  clear(): void {
    this.#end = this.#start;
  }

  /** Room for so many bytes, not cleared. */
  bytes(count: number): Pointer {
    const pointer = Math.ceil(this.#end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    this.#end = pointer + count;
    const missingBytes = this.#end - this.#memory.buffer.byteLength;
    if (missingBytes > 0) {
      this.#memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
      this.#doubles = new Float64Array(this.#memory.buffer);
      this.#floats = new Float32Array(this.#memory.buffer);
    }
    return pointer;
  }

  /** Room for float64 values, not cleared. */
  doubles(count: number): Pointer {
    return this.bytes(count * 8);
  }

  copyOf(values: Float64Array): Pointer {
    const pointer = this.doubles(values.length);
    this.#doubles.set(values, pointer / 8);
    return pointer;
  }

  copyOfFloats(values: Float32Array): Pointer {
    const pointer = this.bytes(values.length * 4);
    this.#floats.set(values, pointer / 4);
    return pointer;
  }

  write(pointer: Pointer, values: Float64Array): void {
    this.#doubles.set(values, pointer / 8);
  }

  writeFloats(pointer: Pointer, values: Float32Array): void {
    this.#floats.set(values, pointer / 4);
  }

  /** A copy. */
  read(pointer: Pointer, count: number): Float64Array<ArrayBuffer> {
    return this.#doubles.slice(pointer / 8, pointer / 8 + count);
  }

  /** A copy. */
  readFloats(pointer: Pointer, count: number): Float32Array<ArrayBuffer> {
    return this.#floats.slice(pointer / 4, pointer / 4 + count);
  }
}
