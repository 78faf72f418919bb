/** The test browser's adapter is SwiftShader; here it passes for real hardware where a test wants it to. */
export function hardwareGpu(prepare: (device: GPUDevice) => void = () => undefined): GPU {
  const requestAdapter = async (): Promise<GPUAdapter> => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const info = {
      vendor: "acme",
      architecture: "g1",
      device: "",
      description: "",
      isFallbackAdapter: false,
    };
    const requestDevice = async (descriptor?: GPUDeviceDescriptor): Promise<GPUDevice> => {
      const device = await adapter.requestDevice(descriptor);
      prepare(device);
      return device;
    };
    return new Proxy(adapter, {
      get: (target, name) => {
        if (name === "info") return info;
        if (name === "requestDevice") return requestDevice;
        const value: unknown = Reflect.get(target, name, target);
        return value;
      },
    });
  };
  return { requestAdapter } as unknown as GPU; // only what the product asks for
}
