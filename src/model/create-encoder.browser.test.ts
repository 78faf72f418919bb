import { describe, expect, test } from "vitest";
import type { RankError } from "../base/errors.ts";
import { createEncoder } from "./create-encoder.ts";
import { loadModel } from "./load-model.ts";
import { randomCheckpoint } from "./random-checkpoint.test-helper.ts";

/** The test browser's adapter is SwiftShader: a software one. */
describe("createEncoder in a browser with a software adapter", () => {
  const warnings: RankError[] = [];
  const onWarning = (warning: RankError): void => void warnings.push(warning);
  const load = () => loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });

  test("takes WebGPU when it is demanded, and both backends agree", async () => {
    const model = await load();
    using webgpu = await createEncoder(model, { choice: "webgpu", gpu: navigator.gpu, onWarning });
    using wasm = await createEncoder(model, { choice: "wasm", gpu: navigator.gpu, onWarning });
    expect([webgpu.backend, wasm.backend, warnings]).toEqual(["webgpu", "wasm", []]);
    const texts = ["red shoes", "", "a blue hat of straw for the garden, a red hat, the hats", "blue"];
    const [onGpu, onCpu] = [await webgpu.encode(texts), await wasm.encode(texts)];
    onCpu.forEach((value, i) => expect(Math.abs(onGpu[i] - value)).toBeLessThan(1e-4));
  });

  test("takes WebAssembly for auto", async () => {
    using encoder = await createEncoder(await load(), { choice: "auto", gpu: navigator.gpu, onWarning });
    expect(encoder.backend).toBe("wasm");
  });

  test("falls back and warns when the adapter gives no device", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    adapter!.requestDevice = () => Promise.reject(new Error("no device today"));
    const gpu = { requestAdapter: async () => adapter } as unknown as GPU; // only what the product asks for
    using encoder = await createEncoder(await load(), { choice: "webgpu", gpu, onWarning });
    expect(encoder.backend).toBe("wasm");
    expect(warnings.map(({ reason }) => reason)).toEqual(["webgpu-unavailable"]);
    expect(warnings[0].message).toMatch(/no device today/);
  });

  test("reports a lost GPU as webgpu-unavailable", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    adapter!.requestDevice = async () => device;
    const gpu = { requestAdapter: async () => adapter } as unknown as GPU; // only what the product asks for
    using encoder = await createEncoder(await load(), { choice: "webgpu", gpu, onWarning });
    expect(encoder.backend).toBe("webgpu");
    device.destroy();
    await expect(encoder.encode(["red"])).rejects.toMatchObject({ reason: "webgpu-unavailable" });
  });
});
