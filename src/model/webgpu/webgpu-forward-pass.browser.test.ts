import { describeForwardParity } from "../forward-parity.test-helper.ts";
import { WebGpuForwardPass } from "./webgpu-forward-pass.ts";
import { openGpu } from "./webgpu-kernels.test-helper.ts";

for (const design of [
  { matmul: "register", norm: "apart" },
  { matmul: "shared", norm: "fused" },
] as const) {
  describeForwardParity(`WebGpuForwardPass, ${Object.values(design).join(", ")}`, async (config, weights) =>
    WebGpuForwardPass.create(config, weights, {
      gpu: await openGpu(),
      isSoftware: true,
      design: { ...design, timingsMs: null },
      clockMs: () => performance.now(),
    }),
  );
}
