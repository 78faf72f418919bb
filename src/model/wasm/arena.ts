import type { Pointer } from "./kernel-module.ts";

const PAGE_BYTES = 65_536;
/** A cache line, so that no vector load straddles two. */
const ALIGNMENT_BYTES = 64;

/**
 * Bump allocation in a WebAssembly memory: first the weights, which stay, then the scratch of one batch, again and again.
 *
 *   | module's own | weights … | scratch of this batch … |  → grows
 *                  heapBase    mark                      end
 *
 * Growing detaches every view, so views are made on demand and never kept.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #end: Pointer;

  constructor(memory: WebAssembly.Memory, heapBase: Pointer) {
    this.#memory = memory;
    this.#end = heapBase;
  }

  /** Room for float32 or int32 values, not cleared. */
  words(count: number): Pointer {
    return this.#allocate(count * 4);
  }

  /** Room for bytes, not cleared. */
  bytes(count: number): Pointer {
    return this.#allocate(count);
  }

  /** A copy of the values. */
  copyOf(values: Float32Array | Int32Array | Int8Array): Pointer {
    const pointer = this.#allocate(values.byteLength);
    new Uint8Array(this.#memory.buffer, pointer, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return pointer;
  }

  /** A view of float32 values, good until the next allocation. */
  floats(pointer: Pointer, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, pointer, count);
  }

  /** The present end, for {@link release}. */
  mark(): Pointer {
    return this.#end;
  }

  /** Frees everything allocated since the mark. The memory itself never shrinks. */
  release(mark: Pointer): void {
    this.#end = mark;
  }

  #allocate(byteLength: number): Pointer {
    const pointer = Math.ceil(this.#end / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const missingBytes = pointer + byteLength - this.#memory.buffer.byteLength;
    if (missingBytes > 0) this.#memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
    this.#end = pointer + byteLength;
    return pointer;
  }
}
