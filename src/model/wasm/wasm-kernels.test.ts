import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { placeFloatDense } from "./float-dense.ts";
import { createWasmKernelSet } from "./wasm-kernels.test-helper.ts";

describeKernelParity("WebAssembly kernels", () => createWasmKernelSet("plain", placeFloatDense));
