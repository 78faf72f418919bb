import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { createWebGpuKernelSet } from "./webgpu-kernels.test-helper.ts";

describeKernelParity("WGSL kernels", createWebGpuKernelSet);
