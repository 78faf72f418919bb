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
  backend: ForwardPass["backend"] = "wasm",
) {
  const batches: number[][] = [];
  const forwardPass: ForwardPass = {
    backend,
    memoryBytes: 0,
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

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A promise, and how to settle it. */
function settleable<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
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
    // The longest come first.
    expect(batches).toEqual([[20], [7], [5, 5], [1, 2, 3]]);
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
    // The CPU may still encode what a GPU could not.
    const onGpu = recordingEncoder(LIMITS, () => [value, value], "webgpu").encoder;
    await expect(onGpu.encode(["a"])).rejects.toMatchObject({ reason: "webgpu-unavailable" });
  });

  describe("with helpers", () => {
    const texts = Array.from({ length: 20 }, (_, i) => "a".repeat(1 + (i % 5)));

    /** A helper that answers when told to, or fails. */
    function helper(answer: (batch: TokenBatch) => Promise<Float32Array<ArrayBuffer>>) {
      const state = { batches: 0, isDisposed: false };
      const forwardPass: ForwardPass = {
        backend: "wasm",
        memoryBytes: 0,
        batchLimits: LIMITS,
        run: async (batch) => {
          state.batches++;
          return answer(batch);
        },
        [Symbol.dispose]: () => (state.isDisposed = true),
      };
      return { state, forwardPass };
    }
    const embed = (batch: TokenBatch) => Float32Array.from(batch.flatMap((sequence) => [sequence.length, 1]));

    test("shares the batches, and gives the same embeddings in the same order", async () => {
      const alone = await recordingEncoder(LIMITS).encoder.encode(texts);
      const { encoder, batches } = recordingEncoder(LIMITS);
      const { state, forwardPass } = helper(async (batch) => embed(batch));
      encoder.join(forwardPass);
      expect(await encoder.encode(texts)).toEqual(alone);
      expect(state.batches).toBeGreaterThan(1);
      expect(batches.length).toBeGreaterThan(1);
    });

    test("takes one up that joins in the middle", async () => {
      const { encoder } = recordingEncoder(LIMITS);
      const { state, forwardPass } = helper(async (batch) => embed(batch));
      const encoded = encoder.encode(texts);
      encoder.join(forwardPass);
      await encoded;
      expect(state.batches).toBeGreaterThan(1);
    });

    test("keeps a single batch, such as a query, on its own thread", async () => {
      const { encoder } = recordingEncoder(LIMITS);
      const { state, forwardPass } = helper(async (batch) => embed(batch));
      encoder.join(forwardPass);
      await encoder.encode(["aa", "a"]);
      expect(state.batches).toBe(0);
    });

    test.each([
      ["fails", () => Promise.reject(new Error("gone"))],
      ["answers NaN", async (batch: TokenBatch) => embed(batch).fill(NaN)],
    ])("does the work of one that %s, and lets it go", async (_, answer) => {
      const alone = await recordingEncoder(LIMITS).encoder.encode(texts);
      const { encoder } = recordingEncoder(LIMITS);
      const { state, forwardPass } = helper(answer);
      encoder.join(forwardPass);
      expect(await encoder.encode(texts)).toEqual(alone);
      expect(state).toEqual({ batches: 2, isDisposed: true });
      await encoder.encode(texts);
      expect(state.batches).toBe(2);
    });

    test.each(Array.from({ length: 12 }, (_, ticks) => ticks))(
      "waits for one that joins %i microtasks after another has given its batches back",
      async (ticks) => {
        const alone = await recordingEncoder(LIMITS).encoder.encode(texts);
        const { encoder } = recordingEncoder(LIMITS);
        const dying = settleable<Float32Array<ArrayBuffer>>();
        const answering = settleable<void>();
        encoder.join(helper(() => dying.promise).forwardPass);
        const encoded = encoder.encode(texts);
        await later(20); // this thread has done the rest
        dying.reject(new Error("out of memory"));
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
        const late = async (batch: TokenBatch): Promise<Float32Array<ArrayBuffer>> => {
          await answering.promise;
          return embed(batch);
        };
        encoder.join(helper(late).forwardPass);
        void later(20).then(answering.resolve);
        expect(await encoded).toEqual(alone);
      },
    );

    test("ends them with the encoder, also one that joins too late", () => {
      const { encoder } = recordingEncoder(LIMITS);
      const [early, late] = [helper(async (batch) => embed(batch)), helper(async (batch) => embed(batch))];
      encoder.join(early.forwardPass);
      encoder[Symbol.dispose]();
      encoder.join(late.forwardPass);
      expect([early.state.isDisposed, late.state.isDisposed]).toEqual([true, true]);
    });
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
