import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { createWebGpuKernelSet } from "./webgpu-kernels.test-helper.ts";

describeKernelParity("WGSL kernels in shared memory", () =>
  createWebGpuKernelSet({ matmul: "shared", norm: "apart" }, "int8"),
);
