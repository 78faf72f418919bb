import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/base";
import { env } from "@tensorflow/tfjs-core";
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
  /** What the GPU complained about; its errors come late and outside of any call. Nothing it computes is believed after one. */
  #complaint = "";
  /** Told when the GPU has gone: nobody promises that it answers then. */
  readonly #waiting = new Set<() => void>();
  #dispatches = 0;
  #isCompiling = false;
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
        { cause },
      );
    }
  }

  private constructor(device: GPUDevice, info: GPUAdapterInfo) {
    this.#device = device;
    this.#backend = new WebGPUBackend(device, info);
    device.addEventListener("uncapturederror", ({ error }) => (this.#complaint ||= error.message));
    void device.lost.then(({ message }) => this.#giveUp(`the GPU was lost: ${message}`));
  }

  /** Kernels queued so far. */
  get dispatches(): number {
    return this.#dispatches;
  }

  /** Of all buffers, also of those that are kept for another use. */
  get allocatedBytes(): number {
    return this.#backend.memory().numBytesAllocatedInGPU;
  }

  /** A tensor of the values; they are copied to the GPU when a kernel first reads them. */
  upload(values: Float32Array | Int32Array, shape: readonly number[]): TensorInfo {
    const type = values instanceof Float32Array ? "float32" : "int32";
    return this.#backend.makeTensorInfo([...shape], type, values);
  }

  /** A float32 tensor of rank 1 for results. */
  allocate(length: number): TensorInfo {
    return this.#backend.makeTensorInfo([length], "float32");
  }

  /**
   * Queues a kernel; nothing has been computed when this returns.
   *
   * @param into Where the result goes, at least as long as that; else a tensor is made for it.
   * @throws {RankError} `webgpu-unavailable` if the GPU was lost or has no memory left.
   */
  run(kernel: GpuKernel, inputs: readonly TensorInfo[], into?: TensorInfo): TensorInfo {
    if (this.#complaint !== "") throw failure(this.#complaint);
    const uniforms = Object.values(kernel.uniforms).map((value) => ({ type: "int32", data: [value] }));
    if (!this.#isCompiling) this.#dispatches++;
    try {
      return this.#backend.runWebGPUProgram(toProgram(kernel), [...inputs], "float32", uniforms, into);
    } catch (cause) {
      throw failure(String(cause), cause);
    }
  }

  /**
   * Compiles the kernels that `queue` runs, all at once and off this thread. What they read is sent to the GPU, but nothing is
   * computed. No other call may be made meanwhile.
   *
   * @param queue Must not wait for anything: the library is told by a global flag.
   * @throws {RankError} `webgpu-unavailable` if the GPU refuses one.
   */
  async compile(queue: () => void): Promise<void> {
    env().set("WEBGPU_ENGINE_COMPILE_ONLY", true);
    this.#isCompiling = true;
    try {
      queue();
    } finally {
      this.#isCompiling = false;
      env().set("WEBGPU_ENGINE_COMPILE_ONLY", false);
    }
    await this.#answer(this.#backend.checkCompileCompletionAsync());
  }

  /** Waits until all that is queued has been computed; throws as {@link take} does. */
  async finish(): Promise<void> {
    this.#backend.ensureCommandEncoderReady();
    this.#backend.endComputePassEncoder();
    this.#backend.submitQueue();
    await this.#answer(this.#device.queue.onSubmittedWorkDone());
  }

  /**
   * Waits for the values of a tensor and frees it. Only ever asynchronously: the backend's synchronous read gives
   * zeros without an error.
   *
   * @throws {RankError} `webgpu-unavailable` if the GPU was lost, also meanwhile, or refused a kernel.
   */
  async take(tensor: TensorInfo): Promise<Float32Array<ArrayBuffer>> {
    // The tensor is float32 and not yet read, so the backend gives a fresh Float32Array.
    const values = await this.#answer(this.#backend.read(tensor.dataId));
    this.free(tensor);
    return values as Float32Array<ArrayBuffer>;
  }

  /** Frees tensors; a kernel that is queued still reads them. */
  free(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.#backend.disposeData(dataId);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#giveUp("the encoder was disposed");
    this.#backend.dispose();
    this.#device.destroy();
  }

  #giveUp(complaint: string): void {
    this.#complaint ||= complaint;
    for (const tell of this.#waiting) tell();
  }

  #answer<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const fail = (cause?: unknown): void => reject(failure(this.#complaint || String(cause), cause));
      const giveUp = (): void => fail();
      this.#waiting.add(giveUp);
      promise
        .then((value) => (this.#complaint === "" ? resolve(value) : fail()), fail)
        .finally(() => this.#waiting.delete(giveUp));
    });
  }
}

function failure(what: string, cause?: unknown): RankError {
  return new RankError("webgpu-unavailable", `Cannot compute on the GPU: ${what}; use the wasm backend`, {
    cause,
  });
}
