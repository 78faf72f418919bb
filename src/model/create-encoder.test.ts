import { describe, expect, test } from "vitest";
import type { RankError } from "../base/errors.ts";
import { createEncoder, expectAgreement } from "./create-encoder.ts";
import type { EncoderChoice } from "./create-encoder.ts";
import type { Encoder } from "./encoder.ts";
import { loadModel } from "./load-model.ts";
import { randomCheckpoint } from "./random-checkpoint.test-helper.ts";
import { createWasmEncoder } from "./wasm/wasm-encoder.ts";

/** A browser whose GPU is of this kind and gives no device. */
function brokenGpu(info: Partial<GPUAdapterInfo>): GPU {
  const requestDevice = () => Promise.reject(new Error("no device today"));
  const adapter = { info: { vendor: "acme", architecture: "g1", ...info }, limits: {}, requestDevice };
  return { requestAdapter: async () => adapter } as unknown as GPU; // only what the product asks for
}

async function create(
  choice: EncoderChoice,
  gpu: GPU | undefined,
): Promise<{ encoder: Encoder; warnings: RankError[] }> {
  const model = await loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });
  const warnings: RankError[] = [];
  const encoder = await createEncoder(model, { choice, gpu, onWarning: (warning) => warnings.push(warning) });
  return { encoder, warnings };
}

describe("createEncoder", () => {
  test("takes WebAssembly without asking for a GPU, and does not warn", async () => {
    const { encoder, warnings } = await create("wasm", undefined);
    expect(encoder).toMatchObject({ backend: "wasm", modelId: "random-tiny", hiddenSize: 32 });
    expect((await encoder.encode(["red hat"])).length).toBe(32);
    expect(warnings).toEqual([]);
  });

  test("takes WebAssembly for auto on a software adapter, and does not open it", async () => {
    const { encoder, warnings } = await create("auto", brokenGpu({ isFallbackAdapter: true }));
    expect(encoder.backend).toBe("wasm");
    expect(warnings).toEqual([]);
  });

  test.each(["auto", "webgpu"] as const)("warns for %s when there is no adapter", async (choice) => {
    const { encoder, warnings } = await create(choice, undefined);
    expect(encoder.backend).toBe("wasm");
    expect(warnings).toEqual([expect.objectContaining({ reason: "webgpu-unavailable" })]);
  });
});

describe("expectAgreement", () => {
  test("accepts an encoder that agrees and refuses one with other weights or NaN", async () => {
    const encoderOf = async (seed: number): Promise<Encoder> =>
      createWasmEncoder(await loadModel("/m", { fetch: randomCheckpoint({ isInt8: true, seed }).fetch }));
    const reference = await encoderOf(3);
    await expectAgreement(await encoderOf(3), reference, "acme");
    await expect(expectAgreement(await encoderOf(4), reference, "acme")).rejects.toMatchObject({
      reason: "webgpu-unavailable",
      message: expect.stringMatching(/"acme".*0\.001: got/) as string,
    });
    const broken: Encoder = {
      ...reference,
      encode: async () => new Float32Array(64).fill(NaN),
      [Symbol.dispose]: () => {},
    };
    await expect(expectAgreement(broken, reference, "acme")).rejects.toMatchObject({
      reason: "webgpu-unavailable",
    });
  });
});
