/** A name that a pickle asks for, such as a class or function of torch; nothing is ever looked up or run. */
export interface PickleName {
  readonly name: string;
}

/** Tuples and lists are arrays, dictionaries are maps. */
export type PickleValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | PickleName
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | { readonly opaque: unknown };

export interface PickleReader {
  /** Says whether a pickle may name this, e.g. "torch.FloatStorage". */
  isAllowed(name: string): boolean;
  /** What calling the name with these arguments stands for. */
  call(name: string, args: readonly PickleValue[]): PickleValue;
  /** What a reference to something outside of the pickle stands for. */
  outside(id: PickleValue): PickleValue;
}

/**
 * Reads one pickle (protocols 2 to 5) as data. A pickle is a program for a stack machine; this one knows the instructions
 * that build data, and every name it is asked for must be on the reader's list, so that nothing can be executed.
 *
 * @returns The value, and where the pickle ended.
 * @throws {RangeError} saying what is not allowed, not known or not whole.
 * @see CPython's Lib/pickletools.py
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  reader: PickleReader,
): { value: PickleValue; end: number } {
  return new Machine(bytes, start, reader).run();
}

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #reader: PickleReader;
  readonly #stack: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #at: number;

  constructor(bytes: Uint8Array, start: number, reader: PickleReader) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#reader = reader;
  }

  run(): { value: PickleValue; end: number } {
    for (;;) {
      const place = this.#at;
      const code = this.#skip(1);
      const instruction = this.#bytes[code];
      if (instruction === 0x2e) return { value: this.#pop(), end: this.#at };
      if (!this.#build(instruction) && !this.#push(instruction)) {
        throw new RangeError(
          `byte ${place} of its pickle is the instruction 0x${instruction.toString(16)}, which a weights file has no use for`,
        );
      }
    }
  }

  /** Instructions that push one value; false for others. */
  #push(instruction: number): boolean {
    const value = this.#literal(instruction);
    if (value === undefined) return false;
    this.#stack.push(value);
    return true;
  }

  #literal(instruction: number): PickleValue | undefined {
    switch (instruction) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        return instruction === 0x88;
      case 0x4a: // BININT
        return this.#view.getInt32(this.#skip(4), true);
      case 0x4b: // BININT1
        return this.#view.getUint8(this.#skip(1));
      case 0x4d: // BININT2
        return this.#view.getUint16(this.#skip(2), true);
      case 0x8a: // LONG1
        return this.#long(this.#view.getUint8(this.#skip(1)));
      case 0x47: // BINFLOAT
        return this.#view.getFloat64(this.#skip(8));
      case 0x58: // BINUNICODE
      case 0x54: // BINSTRING
        return this.#text(this.#view.getUint32(this.#skip(4), true));
      case 0x8c: // SHORT_BINUNICODE
      case 0x55: // SHORT_BINSTRING
        return this.#text(this.#view.getUint8(this.#skip(1)));
      case 0x42: // BINBYTES
        return this.#raw(this.#view.getUint32(this.#skip(4), true));
      case 0x43: // SHORT_BINBYTES
        return this.#raw(this.#view.getUint8(this.#skip(1)));
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        return [];
      case 0x7d: // EMPTY_DICT
        return new Map<PickleValue, PickleValue>();
      case 0x68: // BINGET
        return this.#remembered(this.#view.getUint8(this.#skip(1)));
      case 0x6a: // LONG_BINGET
        return this.#remembered(this.#view.getUint32(this.#skip(4), true));
      case 0x63: // GLOBAL
        return this.#name(`${this.#line()}.${this.#line()}`);
      case 0x51: // BINPERSID
        return this.#reader.outside(this.#pop());
      case 0x85: // TUPLE1 … TUPLE3
      case 0x86:
      case 0x87:
        return this.#popMany(instruction - 0x84);
      case 0x74: // TUPLE
      case 0x6c: // LIST
        return this.#popToMark();
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        if (typeof module !== "string" || typeof name !== "string")
          throw new RangeError("its pickle names no name");
        return this.#name(`${module}.${name}`);
      }
      case 0x52: {
        // REDUCE
        const [callee, args] = this.#popMany(2);
        if (!isName(callee) || !Array.isArray(args))
          throw new RangeError("its pickle calls what cannot be called");
        return this.#reader.call(callee.name, args);
      }
      default:
        return undefined;
    }
  }

  /** Instructions that change the top of the stack or nothing; false for others. */
  #build(instruction: number): boolean {
    switch (instruction) {
      case 0x80: // PROTO
        this.#skip(1);
        return true;
      case 0x95: // FRAME
        this.#skip(8);
        return true;
      case 0x28: // MARK
        this.#marks.push(this.#stack.length);
        return true;
      case 0x71: // BINPUT
        this.#memo.set(this.#view.getUint8(this.#skip(1)), this.#top());
        return true;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#view.getUint32(this.#skip(4), true), this.#top());
        return true;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case 0x62: // BUILD: attributes of the object below, such as an OrderedDict's _metadata
        this.#pop();
        this.#top();
        return true;
      case 0x73: // SETITEM
        this.#setItems(this.#popMany(2));
        return true;
      case 0x75: // SETITEMS
        this.#setItems(this.#popToMark());
        return true;
      case 0x61: // APPEND
        this.#append(this.#popMany(1));
        return true;
      case 0x65: // APPENDS
        this.#append(this.#popToMark());
        return true;
      default:
        return false;
    }
  }

  #name(name: string): PickleName {
    if (!this.#reader.isAllowed(name)) {
      throw new RangeError(
        `its pickle asks for "${name.slice(0, 80)}", which is not on the list of what a weights file may ask for`,
      );
    }
    return { name };
  }

  #setItems(items: readonly PickleValue[]): void {
    const target = this.#top();
    if (!(target instanceof Map) || items.length % 2 !== 0)
      throw new RangeError("its pickle sets items of no dictionary");
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  #append(items: readonly PickleValue[]): void {
    const target = this.#top();
    if (!Array.isArray(target)) throw new RangeError("its pickle appends to no list");
    for (const item of items) target.push(item);
  }

  #remembered(key: number): PickleValue {
    const value = this.#memo.get(key);
    if (value === undefined)
      throw new RangeError(`its pickle refers to value ${key}, which it did not store`);
    return value;
  }

  /** Whole number of any length, least byte first, two's complement. */
  #long(length: number): number | bigint {
    const start = this.#skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[start + i]);
    const signed = BigInt.asIntN(Math.max(1, length * 8), value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  #text(length: number): string {
    return new TextDecoder().decode(this.#raw(length));
  }

  #raw(length: number): Uint8Array {
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end === -1) throw new RangeError("its pickle is cut off");
    const text = this.#text(end - this.#at);
    this.#skip(1);
    return text;
  }

  /** Passes over some bytes; returns where they start. */
  #skip(length: number): number {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError("its pickle is cut off");
    return start;
  }

  #top(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw new RangeError("its pickle takes from an empty stack");
    return this.#stack[this.#stack.length - 1];
  }

  #pop(): PickleValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): PickleValue[] {
    const values = Array.from({ length: count }, () => this.#pop());
    return values.reverse();
  }

  #popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new RangeError("its pickle ends a list that it did not begin");
    return this.#stack.splice(mark);
  }
}

function isName(value: PickleValue): value is PickleName {
  return typeof value === "object" && value !== null && "name" in value;
}
