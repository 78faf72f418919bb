import { describeForwardParity } from "../forward-parity.test-helper.ts";
import { detectAdapter } from "./detect-adapter.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { WebGpuForwardPass } from "./webgpu-forward-pass.ts";

describeForwardParity("WebGpuForwardPass", async (config, weights) => {
  const detected = await detectAdapter(navigator.gpu);
  if (detected === null)
    throw new Error("This test needs a WebGPU adapter; see the flags of the browser project");
  const gpu = await GpuRunner.create(detected.adapter);
  return new WebGpuForwardPass(config, weights, { gpu, isSoftware: detected.isSoftware });
});
