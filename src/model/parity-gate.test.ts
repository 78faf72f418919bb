import { describe, expect, test } from "vitest";
import type { Encoder } from "./encoder.ts";
import { loadModel } from "./load-model.ts";
import { expectParity } from "./parity-gate.ts";
import { embeddingsOf } from "./self-test.ts";
import { randomCheckpoint } from "./random-checkpoint.test-helper.ts";
import { createWasmEncoder } from "./wasm/wasm-encoder.ts";

const encoderOf = async (seed: number): Promise<Encoder> =>
  createWasmEncoder(await loadModel("/m", { fetch: randomCheckpoint({ isInt8: true, seed }).fetch }));

describe("expectParity", () => {
  test("lets an encoder through that agrees", async () => {
    await expectParity(await encoderOf(3), await embeddingsOf(await encoderOf(3)), "acme");
  });

  test("refuses one with other weights, and names the device and the distance", async () => {
    const expected = await embeddingsOf(await encoderOf(3));
    await expect(expectParity(await encoderOf(4), expected, "acme")).rejects.toMatchObject({
      reason: "webgpu-unavailable",
      message: expect.stringMatching(/"acme".*0\.001: got .* for "red shoes"/) as string,
    });
  });

  test.each([
    ["NaN", NaN],
    ["zeros", 0],
  ])("refuses one that gives %s", async (_, value) => {
    const encoder = await encoderOf(3);
    const broken: Encoder = {
      ...encoder,
      hiddenSize: encoder.hiddenSize,
      encode: async () => new Float32Array(64).fill(value),
      [Symbol.dispose]: () => {},
    };
    await expect(expectParity(broken, await embeddingsOf(encoder), "acme")).rejects.toMatchObject({
      reason: "webgpu-unavailable",
    });
  });
});
