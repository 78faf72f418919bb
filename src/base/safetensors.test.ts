import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

const file: Safetensors = {
  tensors: new Map([
    ["scale", { dtype: "F32", shape: [], data: Float32Array.of(0.5) }],
    ["weight", { dtype: "I8", shape: [2, 3], data: Int8Array.of(-127, 0, 1, 2, 3, 127) }],
    ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array() }],
  ]),
  metadata: { format: "test" },
};

/** A file with a hand-written header, as another program would make it. */
function raw(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe("decodeSafetensors", () => {
  test("reads what encodeSafetensors wrote", () => {
    expect(decodeSafetensors(encodeSafetensors(file), "x")).toEqual(file);
  });

  test("reads the same from a node Buffer and from a view at an odd offset", () => {
    const bytes = encodeSafetensors(file);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(Buffer.from(bytes), "x")).toEqual(file);
    expect(decodeSafetensors(shifted.subarray(3), "x")).toEqual(file);
  });

  test("reads little-endian float32 in row-major order", () => {
    const data = new Uint8Array([0, 0, 128, 63, 0, 0, 0, 192]);
    const { tensors } = decodeSafetensors(
      raw({ a: { dtype: "F32", shape: [2], data_offsets: [0, 8] } }, data),
      "x",
    );
    expect(tensors.get("a")!.data).toEqual(Float32Array.of(1, -2));
  });

  test("names the file and the tensor that a truncated file cuts", () => {
    const bytes = encodeSafetensors(file);
    expect(() => decodeSafetensors(bytes.subarray(0, bytes.length - 1), "m.safetensors")).toThrow(
      /"m\.safetensors": tensor "weight" ends at byte \d+ but the file has \d+; it is truncated/,
    );
  });

  test("refuses HTML, saying what it starts with", () => {
    expect(() => decodeSafetensors(new TextEncoder().encode("<!doctype html><html></html>"), "x")).toThrow(
      "<!doctype html>",
    );
  });

  test.each([
    ["another data type", { a: { dtype: "F16", shape: [1], data_offsets: [0, 2] } }, 2],
    ["a shape that does not fit its bytes", { a: { dtype: "F32", shape: [2], data_offsets: [0, 4] } }, 4],
    ["a gap", { a: { dtype: "I8", shape: [1], data_offsets: [1, 2] } }, 2],
    [
      "an overlap",
      {
        a: { dtype: "I8", shape: [2], data_offsets: [0, 2] },
        b: { dtype: "I8", shape: [2], data_offsets: [1, 3] },
      },
      3,
    ],
    ["bytes that belong to no tensor", { a: { dtype: "I8", shape: [1], data_offsets: [0, 1] } }, 2],
    ["three offsets", { a: { dtype: "I8", shape: [1], data_offsets: [0, 1, 1] } }, 1],
    ["a negative length", { a: { dtype: "I8", shape: [-1], data_offsets: [0, 0] } }, 0],
    ["metadata that is not text", { __metadata__: { a: 1 } }, 0],
    ["a data type that is no text", { a: { dtype: { toString: 1 }, shape: [], data_offsets: [0, 4] } }, 4],
    ["a header that is a list", [], 0],
    ["a header that is not JSON", "{nope", 0],
  ])("refuses %s", (_name, header, dataBytes) => {
    expect(() => decodeSafetensors(raw(header, new Uint8Array(dataBytes)), "x")).toThrow(RangeError);
  });

  test("refuses a header that is not UTF-8, as two readers could see two names in it", () => {
    const bytes = raw({ é: { dtype: "I8", shape: [1], data_offsets: [0, 1] } }, new Uint8Array(1));
    bytes[bytes.indexOf(0xc3)] = 0xff;
    expect(() => decodeSafetensors(bytes, "x")).toThrow("its header is not JSON");
  });

  test("throws nothing but RangeError on any mutated file", () => {
    const bytes = encodeSafetensors(file);
    const mutations = fc.array(fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(mutations, fc.nat(bytes.length), (changes, length) => {
        const mutated = bytes.slice();
        for (const { at, value } of changes) mutated[at] = value;
        try {
          decodeSafetensors(mutated.subarray(0, length), "x");
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("encodeSafetensors", () => {
  test("starts the tensors on a multiple of 8 bytes", () => {
    const bytes = encodeSafetensors(file);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  test("refuses a shape that does not hold its values", () => {
    const tensors = new Map([["a", { dtype: "F32" as const, shape: [3], data: new Float32Array(2) }]]);
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow('tensor "a"');
  });
});
