/**
 * Writes one protobuf message, field by field; only what ONNX needs.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufMessage {
  readonly #parts: Uint8Array[] = [];
  #byteLength = 0;

  /** An int32, int64, enum or bool; from 0 to 2^53 − 1. */
  integer(field: number, value: number): this {
    this.#key(field, 0);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#key(field, 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#add(bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.encode());
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, 2);
    this.#varint(value.length);
    return this.#add(value);
  }

  encode(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#byteLength);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
    this.#add(Uint8Array.from(bytes));
  }

  #add(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    this.#byteLength += bytes.length;
    return this;
  }
}
