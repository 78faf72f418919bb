import { describe, expect, test } from "vitest";
import { BatchedEncoder } from "./batched-encoder.ts";
import { parseConfig } from "./config.ts";
import type { ForwardPass, TokenBatch } from "./forward-pass.ts";
import { CONFIG } from "./random-checkpoint.test-helper.ts";

const config = { ...parseConfig(CONFIG, "config.json"), hiddenSize: 2 };

/** Embeds a text of n characters, n ids long, as the direction (n, 1). */
function recordingEncoder(
  limits: ForwardPass["batchLimits"],
  embed = (length: number): [number, number] => [length, 1],
) {
  const batches: number[][] = [];
  const forwardPass: ForwardPass = {
    backend: "wasm",
    batchLimits: limits,
    run: async (batch: TokenBatch) => {
      batches.push(batch.map((sequence) => sequence.length));
      return Float32Array.from(batch.flatMap((sequence) => embed(sequence.length)));
    },
    [Symbol.dispose]: () => {},
  };
  const tokenizer = { encode: (text: string) => new Int32Array(text.length) };
  return { batches, encoder: new BatchedEncoder({ config, tokenizer, forwardPass }) };
}

const LIMITS = { maxSequences: 3, maxTokens: 12 };

describe("BatchedEncoder", () => {
  test("gives no rows for no texts", async () => {
    const { encoder, batches } = recordingEncoder(LIMITS);
    expect(await encoder.encode([])).toEqual(new Float32Array(0));
    expect(batches).toEqual([]);
  });

  test("keeps the order of the texts and makes every row length 1", async () => {
    const { encoder } = recordingEncoder(LIMITS);
    const embeddings = await encoder.encode(["aaaa", "a", "aaa", "aa", "aaa"]);
    [4, 1, 3, 2, 3].forEach((length, row) => {
      expect(embeddings[row * 2]).toBeCloseTo(length / Math.hypot(length, 1), 6);
      expect(embeddings[row * 2 + 1]).toBeCloseTo(1 / Math.hypot(length, 1), 6);
    });
  });

  test("batches like lengths together, within both limits", async () => {
    const { encoder, batches } = recordingEncoder(LIMITS);
    await encoder.encode(["a".repeat(7), "a", "aaaaa", "aa", "aaa", "aaaaa", "a".repeat(20)]);
    // 5 + 5 pass; 7 with them would be padded to 21 > 12 tokens; 20 is too long for any company.
    expect(batches).toEqual([[1, 2, 3], [5, 5], [7], [20]]);
  });

  test("lets a message through between two batches", async () => {
    const { encoder, batches } = recordingEncoder(LIMITS);
    const { port1, port2 } = new MessageChannel();
    const batchesBefore = new Promise<number>((resolve) => (port1.onmessage = () => resolve(batches.length)));
    port2.postMessage("rank");
    const encoded = encoder.encode(Array.from({ length: 30 }, () => "a"));
    expect(await batchesBefore).toBeLessThan(10);
    await encoded;
    expect(batches.length).toBe(10);
    port1.close();
  });

  test.each([
    ["NaN", NaN],
    ["infinite", Infinity],
    ["zero, as a GPU that failed silently gives", 0],
  ])("refuses an embedding that is %s", async (_, value) => {
    const { encoder } = recordingEncoder(LIMITS, (length) => (length === 2 ? [value, value] : [1, 1]));
    await expect(encoder.encode(["a", "aa"])).rejects.toMatchObject({ reason: "model-failed" });
  });

  test("refuses to encode once disposed, also in the middle of a call", async () => {
    const { encoder, batches } = recordingEncoder(LIMITS);
    const encoded = encoder.encode(Array.from({ length: 9 }, () => "a"));
    encoder[Symbol.dispose]();
    await expect(encoded).rejects.toMatchObject({ reason: "model-failed" });
    expect(batches.length).toBe(1);
    await expect(encoder.encode(["a"])).rejects.toThrow(/disposed/);
  });
});
