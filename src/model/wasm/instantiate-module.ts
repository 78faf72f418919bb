import { RankError } from "../../base/errors.ts";

/**
 * Compiles a module that imports nothing.
 *
 * @returns Its exports; that they are as the caller says is held by the kernel tests.
 * @throws {RankError} `model-failed` if the browser lacks WebAssembly SIMD or the page's policy forbids compiling.
 */
export async function instantiateModule<Exports>(bytes: Uint8Array<ArrayBuffer>): Promise<Exports> {
  try {
    const { instance } = await WebAssembly.instantiate(bytes);
    return instance.exports as unknown as Exports;
  } catch (cause) {
    throw new RankError(
      "model-failed",
      `Cannot compile the WebAssembly kernels: ${String(cause)}; the page's Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src, and the browser must have WebAssembly SIMD`,
      { cause },
    );
  }
}
