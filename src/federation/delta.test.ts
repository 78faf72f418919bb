import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { decodeSafetensors, encodeSafetensors } from "../base/safetensors.ts";
import type { Safetensors } from "../base/safetensors.ts";
import { clipByNorm } from "./clip.ts";
import { decodeDelta, encodeDelta } from "./delta.ts";
import type { Delta, DeltaTerms } from "./delta.ts";
import { dequantize, quantize } from "./quantize.ts";
import { WireError } from "./wire-error.ts";
import type { RefusalReason } from "./wire-error.ts";

const terms: DeltaTerms = { layout: "phi-1", dimensions: 4, clipNorm: 1 };
const delta: Delta = {
  steps: Int8Array.of(1, -2, 127, 0),
  scale: 0.0078125,
  baseVersion: 7,
  clipNorm: 1,
  layout: "phi-1",
};

describe("encodeDelta", () => {
  test("writes what decodeDelta reads, up to quantisation", () => {
    const steps = fc.float32Array({ min: -10, max: 10, noNaN: true, minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(steps, fc.nat(), fc.integer(), (step, baseVersion, seed) => {
        const { vector } = clipByNorm(step, 0.5);
        const sent = { ...quantize(vector, seededRandom(seed)), baseVersion, clipNorm: 0.5, layout: "phi-2" };
        const got = decodeDelta(encodeDelta(sent), {
          layout: "phi-2",
          dimensions: vector.length,
          clipNorm: 0.5,
        });
        expect(got).toEqual(sent);
        dequantize(got).forEach((value, index) => {
          expect(Math.abs(value - vector[index])).toBeLessThanOrEqual(got.scale * (1 + 1e-5));
        });
      }),
    );
  });

  test("writes the tensors and metadata of the wire format, and nothing else", () => {
    const { tensors, metadata } = decodeSafetensors(encodeDelta(delta), "delta");
    expect(tensors.get("delta")).toEqual({ dtype: "I8", shape: [4], data: delta.steps });
    expect(tensors.get("delta_scale")).toEqual({
      dtype: "F32",
      shape: [1],
      data: Float32Array.of(delta.scale),
    });
    expect(tensors.size).toBe(2);
    expect(metadata).toEqual({
      format: "personal-rank-delta",
      version: "2",
      base_version: "7",
      clip_norm: "1",
      layout: "phi-1",
    });
  });
});

describe("decodeDelta", () => {
  test("reads a node Buffer inside a larger one, as a server gets it", () => {
    const inside = Buffer.concat([Buffer.alloc(13), encodeDelta(delta)]).subarray(13);
    expect(decodeDelta(inside, terms)).toEqual(delta);
  });

  test("tells deltas of another version, and of none, from damaged ones", () => {
    const { tensors, metadata } = decodeSafetensors(encodeDelta(delta), "delta");
    const { version: _, ...older } = metadata;
    for (const said of [older, { ...metadata, version: "3" }, { ...metadata, version: "" }]) {
      const bytes = encodeSafetensors({ tensors, metadata: said });
      expect(() => decodeDelta(bytes, terms)).toThrow(
        expect.objectContaining({
          reason: "version",
          message: expect.stringContaining('must say version "2"'),
        }),
      );
    }
  });

  const withMetadata =
    (changes: Record<string, string>) =>
    (file: Safetensors): Safetensors => ({
      tensors: file.tensors,
      metadata: { ...file.metadata, ...changes },
    });
  const withScale = (scale: number) => (): Uint8Array => encodeDelta({ ...delta, scale });
  const refusals: readonly (readonly [
    string,
    RefusalReason,
    RegExp,
    (file: Safetensors) => Safetensors | Uint8Array,
  ])[] = [
    ["another format", "format", /"personal-rank-delta": got "other"/, withMetadata({ format: "other" })],
    ["another layout", "layout", /must be "phi-1": got "phi-0"/, withMetadata({ layout: "phi-0" })],
    ["metadata that was not asked for", "format", /got "format, .*visitor"/, withMetadata({ visitor: "17" })],
    [
      "a base version that is no number",
      "format",
      /"base_version" must be .* got "1e3"/,
      withMetadata({ base_version: "1e3" }),
    ],
    [
      "another clip norm",
      "norm",
      /clipped to norm 1: "clip_norm" is "100"/,
      withMetadata({ clip_norm: "100" }),
    ],
    ["a clip norm in another spelling", "norm", /"clip_norm" is "1e0"/, withMetadata({ clip_norm: "1e0" })],
    [
      "another length",
      "shape",
      /shape \[4\]: got \[3\]/,
      () => encodeDelta({ ...delta, steps: new Int8Array(3) }),
    ],
    ["a NaN scale", "nonfinite", /got NaN/, withScale(Number.NaN)],
    ["an infinite scale", "nonfinite", /got Infinity/, withScale(Infinity)],
    ["a scale that makes infinite values", "nonfinite", /finite values/, withScale(3e38)],
    ["a negative scale", "format", /0 or more: got -1/, withScale(-1)],
    [
      "an F32 delta",
      "format",
      /"delta" must be I8: got F32/,
      ({ tensors, metadata }) => ({
        tensors: new Map([...tensors, ["delta", { dtype: "F32", shape: [4], data: new Float32Array(4) }]]),
        metadata,
      }),
    ],
    [
      "a third tensor",
      "format",
      /tensors must be delta, delta_scale/,
      ({ tensors, metadata }) => ({
        tensors: new Map([...tensors, ["more", { dtype: "I8", shape: [0], data: new Int8Array(0) }]]),
        metadata,
      }),
    ],
  ];
  test.each(refusals)("refuses %s", (_, reason, message, change) => {
    const changed = change(decodeSafetensors(encodeDelta(delta), "delta"));
    const bytes = changed instanceof Uint8Array ? changed : encodeSafetensors(changed);
    const error = refusalOf(() => decodeDelta(bytes, terms));
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(message);
  });

  test("answers every truncation with the typed error", () => {
    const bytes = encodeDelta(delta);
    for (let length = 0; length < bytes.length; length++) {
      refusalOf(() => decodeDelta(bytes.subarray(0, length), terms));
    }
  });

  test("answers random bytes and mutated files with the typed error or a delta within its terms", () => {
    const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(mutations, (changes) => {
        const bytes = encodeDelta(delta);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expectTypedOrUsable(bytes);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectTypedOrUsable(bytes)));
  });

  test("answers any JSON header with the typed error", () => {
    const header = fc.dictionary(
      fc.constantFrom("__metadata__", "delta", "delta_scale", "__proto__"),
      fc.oneof(
        fc.jsonValue(),
        fc.record({ dtype: fc.jsonValue(), shape: fc.jsonValue(), data_offsets: fc.jsonValue() }),
      ),
    );
    fc.assert(
      fc.property(header, (json) => {
        const text = new TextEncoder().encode(JSON.stringify(json));
        const bytes = new Uint8Array(8 + text.length + 8);
        new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
        bytes.set(text, 8);
        refusalOf(() => decodeDelta(bytes, terms));
      }),
      { numRuns: 1_000 },
    );
  });
});

function expectTypedOrUsable(bytes: Uint8Array): void {
  try {
    const got = decodeDelta(bytes, terms);
    expect(dequantize(got).every(Number.isFinite)).toBe(true);
    expect(got.layout).toBe(terms.layout);
    expect(got.steps).toHaveLength(terms.dimensions);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
  }
}

function refusalOf(act: () => unknown): WireError {
  try {
    act();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("Expected a WireError: nothing was thrown");
}
