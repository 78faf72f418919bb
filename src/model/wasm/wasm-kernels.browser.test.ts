import { expect, test } from "vitest";
import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { placeFloatDense } from "./float-dense.ts";
import { bestBuild } from "./kernel-module.ts";
import { createWasmKernelSet } from "./wasm-kernels.test-helper.ts";

test("this browser runs the relaxed build, which the tests beside this one need", () => {
  expect(bestBuild()).toBe("relaxed");
});

for (const build of ["plain", "relaxed"] as const) {
  describeKernelParity(`WebAssembly kernels, ${build} build`, () =>
    createWasmKernelSet(build, placeFloatDense),
  );
}
