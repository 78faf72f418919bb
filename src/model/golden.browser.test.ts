import { describe, expect, test } from "vitest";
import { expectSameDirections, loadGolden, SHIPPED_MODELS } from "./golden.test-helper.ts";
import { createWasmEncoder } from "./wasm/wasm-encoder.ts";
import { detectAdapter } from "./webgpu/detect-adapter.ts";
import { createWebGpuEncoder } from "./webgpu/webgpu-encoder.ts";

describe.each(SHIPPED_MODELS)("%s", (name) => {
  test("gives PyTorch's embeddings on WebGPU, for every text", async () => {
    const golden = await loadGolden(name, (path) => fetch(path));
    const detected = await detectAdapter(navigator.gpu);
    expect(detected, "this test needs a WebGPU adapter").not.toBeNull();
    using encoder = await createWebGpuEncoder(golden.model, detected!);
    const embeddings = await encoder.encode(golden.texts);
    expectSameDirections(embeddings, golden.embeddings, encoder.hiddenSize);
  });

  test("gives PyTorch's embeddings on WebAssembly in a browser", async () => {
    const golden = await loadGolden(name, (path) => fetch(path));
    using encoder = await createWasmEncoder(golden.model);
    expectSameDirections(await encoder.encode(golden.texts), golden.embeddings, encoder.hiddenSize);
  });
});
