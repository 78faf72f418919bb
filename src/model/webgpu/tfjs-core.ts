/**
 * In the place of all of tfjs-core in what we ship: the parts that its WebGPU backend uses, and no others. The package's own index registers
 * optimizers and ways to store models as it is loaded, so that every page with a GPU would carry them.
 */
import "@tensorflow/tfjs-core/dist/base_side_effects";

export { DataStorage, KernelBackend } from "@tensorflow/tfjs-core/dist/backends/backend";
export * as backend_util from "@tensorflow/tfjs-core/dist/backends/backend_util";
export { env } from "@tensorflow/tfjs-core/dist/environment";
export { engine, registerBackend } from "@tensorflow/tfjs-core/dist/globals";
export { buffer } from "@tensorflow/tfjs-core/dist/ops/buffer";
export * as util from "@tensorflow/tfjs-core/dist/util";
