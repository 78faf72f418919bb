import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/base";
import type { TensorInfo } from "@tensorflow/tfjs-core/dist/base";
import { RankError } from "../../base/errors.ts";
import { toProgram } from "./gpu-kernel.ts";
import type { GpuKernel } from "./gpu-kernel.ts";

/**
 * Runs our WGSL kernels through the tfjs WebGPU backend, which keeps buffers, pipelines and the command queue.
 * The backend object is held here and never registered as tfjs's current one: no stock operation is loaded, and no
 * global state decides where something runs.
 */
export class GpuRunner {
  readonly #device: GPUDevice;
  readonly #backend: WebGPUBackend;
  /** What the GPU complained about; its errors come late and outside of any call. */
  #complaint = "";
  #isDisposed = false;

  /** @throws {RankError} `webgpu-unavailable` if the adapter gives no device. */
  static async create(adapter: GPUAdapter): Promise<GpuRunner> {
    const { limits } = adapter;
    try {
      const device = await adapter.requestDevice({
        // A large vocabulary's table passes the default limits.
        requiredLimits: {
          maxBufferSize: limits.maxBufferSize,
          maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        },
      });
      return new GpuRunner(device, adapter.info);
    } catch (cause) {
      throw new RankError(
        "webgpu-unavailable",
        `Cannot open the GPU: ${String(cause)}; using WebAssembly instead`,
        {
          cause,
        },
      );
    }
  }

  private constructor(device: GPUDevice, info: GPUAdapterInfo) {
    this.#device = device;
    this.#backend = new WebGPUBackend(device, info);
    device.addEventListener("uncapturederror", ({ error }) => (this.#complaint ||= error.message));
    void device.lost.then(({ message }) => (this.#complaint = `the GPU was lost: ${message}`));
  }

  /** A tensor of the values; they are copied to the GPU when a kernel first reads them. */
  upload(values: Float32Array | Int32Array, shape: readonly number[]): TensorInfo {
    return this.#backend.makeTensorInfo(
      [...shape],
      values instanceof Float32Array ? "float32" : "int32",
      values,
    );
  }

  /** Queues a kernel; nothing has been computed when this returns. */
  run(kernel: GpuKernel, inputs: readonly TensorInfo[]): TensorInfo {
    const uniforms = Object.values(kernel.uniforms).map((value) => ({ type: "int32", data: [value] }));
    return this.#backend.runWebGPUProgram(toProgram(kernel), [...inputs], "float32", uniforms);
  }

  /**
   * Waits for the values of a tensor and frees it. Only ever asynchronously: the backend's synchronous read gives
   * zeros without an error.
   *
   * @throws {RankError} `webgpu-unavailable` if the GPU was lost or refused a kernel.
   */
  async take(tensor: TensorInfo): Promise<Float32Array<ArrayBuffer>> {
    let values: Float32Array<ArrayBuffer> | undefined;
    try {
      // The tensor is float32 and not yet read, so the backend gives a fresh Float32Array.
      values = (await this.#backend.read(tensor.dataId)) as Float32Array<ArrayBuffer>;
    } catch (cause) {
      throw this.#failure(String(cause), cause);
    }
    if (this.#complaint !== "") throw this.#failure(this.#complaint);
    this.free(tensor);
    return values;
  }

  /** Frees tensors; a kernel that is queued still reads them. */
  free(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.#backend.disposeData(dataId);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#backend.dispose();
    this.#device.destroy();
  }

  #failure(what: string, cause?: unknown): RankError {
    return new RankError("webgpu-unavailable", `Cannot compute on the GPU: ${what}; use the wasm backend`, {
      cause,
    });
  }
}
