import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { createWasmKernelSet } from "./wasm-kernels.test-helper.ts";

describeKernelParity("WebAssembly kernels", createWasmKernelSet);
