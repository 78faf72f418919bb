/** What a worker holds that is no JavaScript. */
export interface WorkerCounts {
  /** Of 64 KiB, of all memories that were ever made here and are still there. */
  readonly wasmPages: number;
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  readonly timers: number;
}

/**
 * Goes before the worker's own source: counts what it makes, and lets the page put its clock forward. Sent there as text: it may refer
 * to nothing outside.
 */
export function installWorkerCounts(): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const now = Date.now.bind(Date);
  let skippedMs = 0;
  Date.now = () => now() + skippedMs;
  addEventListener("message", (event) => {
    const { soakSkippedMs } = (event.data ?? {}) as { soakSkippedMs?: number };
    if (soakSkippedMs === undefined) return;
    event.stopImmediatePropagation();
    skippedMs = soakSkippedMs;
  });

  const memories = new Set<WeakRef<WebAssembly.Memory>>();
  const known = new WeakSet<WebAssembly.Memory>();
  const note = (value: unknown): void => {
    if (!(value instanceof WebAssembly.Memory) || known.has(value)) return;
    known.add(value);
    memories.add(new WeakRef(value));
  };
  const noteAll = (instance: WebAssembly.Instance, imports?: WebAssembly.Imports): void => {
    for (const value of Object.values(instance.exports)) note(value);
    for (const group of Object.values(imports ?? {})) for (const value of Object.values(group)) note(value);
  };
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (async (source: BufferSource, imports?: WebAssembly.Imports) => {
    const made = (await instantiate(source, imports)) as unknown;
    noteAll(
      made instanceof WebAssembly.Instance ? made : (made as { instance: WebAssembly.Instance }).instance,
      imports,
    );
    return made;
  }) as typeof WebAssembly.instantiate;

  let [gpuBuffers, gpuBytes] = [0, 0];
  const live = new WeakSet<GPUBuffer>();
  if (typeof GPUDevice !== "undefined") {
    const ofDevice = Object.getOwnPropertyDescriptor(GPUDevice.prototype, "createBuffer")!;
    const ofBuffer = Object.getOwnPropertyDescriptor(GPUBuffer.prototype, "destroy")!;
    const createBuffer = ofDevice.value as (descriptor: GPUBufferDescriptor) => GPUBuffer; // WebGPU says so
    const destroy = ofBuffer.value as () => void;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      live.add(buffer);
      gpuBuffers++;
      gpuBytes += buffer.size;
      return buffer;
    };
    GPUBuffer.prototype.destroy = function () {
      if (live.delete(this)) {
        gpuBuffers--;
        gpuBytes -= this.size;
      }
      destroy.call(this);
      return undefined;
    };
  }

  const timers = new Set<number>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  scope["setTimeout"] = (action: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => {
    const id = set(() => {
      timers.delete(id);
      action(...given);
    }, ms) as unknown as number;
    timers.add(id);
    return id;
  };
  scope["clearTimeout"] = (id: number) => {
    timers.delete(id);
    clear(id);
  };
  scope["soakCounts"] = (): WorkerCounts => {
    const held = [...memories].flatMap((memory) => memory.deref() ?? []);
    const wasmBytes = held.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    return {
      wasmPages: wasmBytes / 65_536,
      gpuBuffers,
      gpuBytes,
      timers: timers.size,
    };
  };
}
