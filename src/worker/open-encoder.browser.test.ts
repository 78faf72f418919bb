import { describe, expect, test } from "vitest";
import { loadModel } from "../model/load-model.ts";
import { randomCheckpoint } from "../model/random-checkpoint.test-helper.ts";
import { hardwareGpu } from "./hardware-gpu.test-helper.ts";
import { openEncoder } from "./open-encoder.ts";
import { testPlatform } from "./visitor-fixtures.test-helper.ts";

const load = () => loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });
const TEXTS = ["red shoes", "", "a blue hat of straw for the garden, a red hat, the hats", "blue"];

describe("openEncoder in a browser", () => {
  test("takes WebGPU when it is demanded, and both backends agree", async () => {
    const platform = { ...testPlatform(), gpu: navigator.gpu };
    const source = { model: await load(), modelUrl: "/m/" };
    const { encoder: webgpu, confirm } = await openEncoder(platform, { ...source, choice: "webgpu" });
    const { encoder: wasm } = await openEncoder(platform, { ...source, choice: "wasm" });
    expect([webgpu.backend, wasm.backend, platform.warnings]).toEqual(["webgpu", "wasm", []]);
    const [onGpu, onCpu] = [await webgpu.encode(TEXTS), await wasm.encode(TEXTS)];
    for (let row = 0; row < TEXTS.length; row++) {
      let cosine = 0;
      for (let i = row * 32; i < (row + 1) * 32; i++) cosine += onGpu[i] * onCpu[i];
      expect(1 - cosine).toBeLessThan(1e-3);
    }
    await confirm();
    expect(await platform.records.get("device", "encoder")).toMatchObject({
      unfinished: 0,
      design: { matmul: "register", norm: "apart" },
    });
    webgpu[Symbol.dispose]();
  });

  test("takes WebAssembly for auto, as this adapter is emulated", async () => {
    const platform = { ...testPlatform(), gpu: navigator.gpu };
    const { encoder, compare } = await openEncoder(platform, {
      model: await load(),
      modelUrl: "/m/",
      choice: "auto",
    });
    expect([encoder.backend, compare]).toEqual(["wasm", null]);
  });

  test("goes to a GPU that was quicker, and to it at once on the next page", async () => {
    // The clock makes the GPU the winner: what is tested is what becomes of the result.
    const steps = [
      ...Array.from({ length: 12 }, (_, reading) => (reading % 2) * 100),
      ...Array.from({ length: 40 }, () => 0),
    ];
    const platform = { ...testPlatform(), gpu: hardwareGpu(), clockMs: () => steps.shift() ?? 0 };
    const source = { model: await load(), modelUrl: "/m/", choice: "auto" } as const;
    const { encoder, compare } = await openEncoder(platform, source);
    const better = await compare!();
    expect([encoder.backend, better?.encoder.backend]).toEqual(["wasm", "webgpu"]);
    expect((await better!.encoder.encode(["red"])).length).toBe(32);
    const next = await openEncoder(platform, source);
    expect([next.encoder.backend, next.why]).toEqual([
      "webgpu",
      expect.stringMatching(/0 ms on the GPU and 400 ms/),
    ]);
    better!.encoder[Symbol.dispose]();
    next.encoder[Symbol.dispose]();
  });

  test.each([
    ["has failed its test before", null, 1],
    ["has passed it before", { queryMs: 1, batchMs: 1 }, 0],
  ])("tests a GPU that the page demands and that %s: %j", async (_, webgpu, encodes) => {
    const platform = { ...testPlatform(), gpu: navigator.gpu };
    const source = { model: await load(), modelUrl: "/m/", choice: "webgpu" } as const;
    const { encoder, confirm } = await openEncoder(platform, source);
    encoder[Symbol.dispose]();
    await confirm();
    const record = (await platform.records.get("device", "encoder"))!;
    const verdict = { backend: "wasm", why: "measured", wasm: { queryMs: 1, batchMs: 1 }, webgpu } as const;
    await platform.records.write([{ type: "put", kind: "device", record: { ...record, verdict } }]);
    // Tokenising is the first thing that a test does on either backend.
    let tokenised = 0;
    const tokenizer = {
      ...source.model.tokenizer,
      encode: (text: string) => (tokenised++, source.model.tokenizer.encode(text)),
    };
    const again = await openEncoder(platform, { ...source, model: { ...source.model, tokenizer } });
    again.encoder[Symbol.dispose]();
    expect([again.encoder.backend, Math.min(1, tokenised)]).toEqual(["webgpu", encodes]);
  });

  test("reports a lost GPU as webgpu-unavailable, also to a run that is under way", async () => {
    let device: GPUDevice | null = null;
    const gpu = hardwareGpu((opened) => (device = opened));
    const platform = { ...testPlatform(), gpu };
    const { encoder } = await openEncoder(platform, {
      model: await load(),
      modelUrl: "/m/",
      choice: "webgpu",
    });
    expect(encoder.backend).toBe("webgpu");
    const underWay = encoder.encode(TEXTS);
    device!.destroy();
    await expect(underWay).rejects.toMatchObject({ reason: "webgpu-unavailable" });
    await expect(encoder.encode(["red"])).rejects.toMatchObject({ reason: "webgpu-unavailable" });
  });
});
