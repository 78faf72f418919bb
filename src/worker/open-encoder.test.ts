import { describe, expect, test } from "vitest";
import { loadModel } from "../model/load-model.ts";
import { randomCheckpoint } from "../model/random-checkpoint.test-helper.ts";
import type { DeviceRecord } from "../store/device-record.ts";
import { createWasmEncoder } from "../model/wasm/wasm-encoder.ts";
import { openEncoder } from "./open-encoder.ts";
import type { Platform } from "./platform.ts";
import type { BackendChoice } from "./protocol.ts";
import { testPlatform } from "./visitor-fixtures.test-helper.ts";

const noDevice = (): Promise<never> => Promise.reject(new Error("no device today"));

/** A browser whose GPU is of this kind and gives no device. */
function brokenGpu(info: Partial<GPUAdapterInfo> = {}, requestDevice = noDevice): GPU {
  const adapter = { info: { vendor: "acme", architecture: "g1", ...info }, limits: {}, requestDevice };
  return { requestAdapter: async () => adapter } as unknown as GPU; // only what the product asks for
}

async function open(choice: BackendChoice, platform: Platform, isInt8 = true) {
  const model = await loadModel("/m", { fetch: randomCheckpoint({ isInt8 }).fetch });
  return openEncoder(platform, { model, modelUrl: "/m/", choice });
}

const kept = (platform: Platform): Promise<DeviceRecord | undefined> =>
  platform.records.get("device", "encoder");

// The library behind the GPU is loaded by the tests that open one.
describe("openEncoder", { timeout: 60_000 }, () => {
  test.each(["wasm", "wasm-fast"] as const)(
    "opens the CPU for %s without a look at the GPU",
    async (choice) => {
      const gpu = { requestAdapter: () => expect.fail("asked") } as unknown as GPU; // never to be called
      const platform = { ...testPlatform(), gpu };
      const { encoder, compare } = await open(choice, platform);
      expect(encoder).toMatchObject({ backend: "wasm", modelId: "random-tiny", hiddenSize: 32 });
      expect((await encoder.encode(["red hat"])).length).toBe(32);
      expect([platform.warnings, compare, await kept(platform)]).toEqual([[], null, undefined]);
    },
  );

  test("encodes a model of float weights in float, and one of int8 weights in int8", async () => {
    for (const isInt8 of [true, false]) {
      const model = await loadModel("/m", { fetch: randomCheckpoint({ isInt8 }).fetch });
      const { encoder } = await open("auto", testPlatform(), isInt8);
      const as = async (precision: "fp32" | "int8") =>
        (await createWasmEncoder(model, { precision })).encode(["red hat"]);
      const given = await encoder.encode(["red hat"]);
      expect(given).toEqual(await as(isInt8 ? "int8" : "fp32"));
      expect(given).not.toEqual(await as(isInt8 ? "fp32" : "int8"));
    }
  });

  test("stays on the CPU for auto where there is no GPU, which is nothing to warn of", async () => {
    const platform = testPlatform();
    expect((await open("auto", platform)).encoder.backend).toBe("wasm");
    expect(platform.warnings).toEqual([]);
  });

  test.each([
    ["there is no adapter", undefined],
    ["the adapter gives no device", brokenGpu()],
  ])("warns once if the page demands a GPU and %s", async (_, gpu) => {
    const platform = { ...testPlatform(), gpu };
    const { encoder } = await open("webgpu", platform);
    expect(encoder.backend).toBe("wasm");
    expect(platform.warnings.map(({ reason }) => reason)).toEqual(["webgpu-unavailable"]);
  });

  test("takes a GPU that fails in good order for finished: the next page may try it again", async () => {
    const platform = { ...testPlatform(), gpu: brokenGpu() };
    await open("webgpu", platform);
    expect(await kept(platform)).toMatchObject({ unfinished: 0, skips: 0 });
  });

  test("judges a GPU that it does not know later, and for good if it fails", async () => {
    let nowMs = 0;
    const platform = { ...testPlatform(), gpu: brokenGpu(), clockMs: () => nowMs++ };
    const { encoder, compare, why } = await open("auto", platform);
    expect([encoder.backend, why]).toEqual(["wasm", "the GPU has not been measured yet"]);
    expect(await compare!()).toBeNull();
    expect(await kept(platform)).toMatchObject({
      unfinished: 0,
      verdict: {
        backend: "wasm",
        why: "the GPU failed its test",
        wasm: { queryMs: 1, batchMs: 1 },
        webgpu: null,
      },
    });
    const next = await open("auto", platform);
    expect([next.compare, next.why]).toEqual([null, "the GPU failed its test"]);
  });

  test("judges anew with another adapter or another browser", async () => {
    const platform = { ...testPlatform(), gpu: brokenGpu(), clockMs: () => 0 };
    await (
      await open("auto", platform)
    ).compare!();
    expect((await open("auto", { ...platform, userAgent: "newer" })).compare).not.toBeNull();
    expect(
      (await open("auto", { ...platform, gpu: brokenGpu({ architecture: "g2" }) })).compare,
    ).not.toBeNull();
  });

  test("keeps a mark while it judges, so that a driver that brings the tab down is left alone on the next page", async () => {
    let tellAsked = (): void => undefined;
    const isAsked = new Promise<void>((asked) => {
      tellAsked = asked;
    });
    let end = (): void => undefined;
    const askedForever = (): Promise<never> => {
      tellAsked();
      return new Promise((_, reject) => {
        end = () => reject(new Error("no device today"));
      });
    };
    const platform = { ...testPlatform(), gpu: brokenGpu({}, askedForever), clockMs: () => 0 };
    const { compare } = await open("auto", platform);
    const judged = compare!();
    await isAsked;
    expect(await kept(platform)).toMatchObject({ unfinished: 1 });
    const next = await open("auto", platform);
    expect([next.compare, next.why]).toEqual([null, "the last start on the GPU did not finish"]);
    end();
    await judged;
  });

  test("starts from nothing where the stored record is not ours", async () => {
    const platform = { ...testPlatform(), gpu: brokenGpu() };
    const record = { key: "encoder", subject: 3, verdict: "webgpu" } as unknown as DeviceRecord; // any script may write there
    await platform.records.write([{ type: "put", kind: "device", record }]);
    expect((await open("auto", platform)).why).toBe("the GPU has not been measured yet");
  });
});
