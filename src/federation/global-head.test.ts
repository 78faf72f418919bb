import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeGlobalHead, encodeGlobalHead } from "./global-head.ts";
import type { GlobalHead } from "./global-head.ts";
import { WireError } from "./wire-error.ts";

const head: GlobalHead = { version: 3, layout: "phi-1", weights: Float32Array.of(0.5, -2, 0) };
const promised = { version: 3, layout: "phi-1", dimensions: 3 };

describe("encodeGlobalHead", () => {
  test("writes what decodeGlobalHead reads", () => {
    const anyWeights = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(anyWeights, fc.nat(), fc.string({ minLength: 1 }), (weights, version, layout) => {
        const sent = { version, layout, weights: new Float32Array(weights) };
        expect(
          decodeGlobalHead(encodeGlobalHead(sent), "h", { ...promised, ...sent, dimensions: weights.length }),
        ).toEqual(sent);
      }),
    );
  });
});

describe("decodeGlobalHead", () => {
  test.each([
    ["another version", { ...promised, version: 4 }, "format", "version 4: got 3"],
    ["another layout", { ...promised, layout: "phi-2" }, "layout", 'must be "phi-2": got "phi-1"'],
    ["another length", { ...promised, dimensions: 5 }, "shape", "must have shape [5]: got [3]"],
  ])("refuses a head of %s than the manifest promised", (_, other, reason, message) => {
    expect(() => decodeGlobalHead(encodeGlobalHead(head), "h", other)).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining(message) }),
    );
  });

  test("refuses a weight that is not finite, naming it", () => {
    const bytes = encodeGlobalHead({ ...head, weights: Float32Array.of(0, Number.NaN, 1) });
    expect(() => decodeGlobalHead(bytes, "h", promised)).toThrow("weight 1 is NaN");
  });

  test("answers truncated and mutated files with the typed error or a head", () => {
    const bytes = encodeGlobalHead(head);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeGlobalHead(bytes.subarray(0, length), "h", promised)).toThrow(WireError);
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const mutated = bytes.slice();
        mutated[at] = value;
        try {
          expect(decodeGlobalHead(mutated, "h", promised).weights.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
