/** A GPU adapter that the browser offers, and whether it is one. */
export interface DetectedAdapter {
  readonly adapter: GPUAdapter;
  /** True if a program computes in the GPU's place: then WebAssembly is about 50 times faster. */
  readonly isSoftware: boolean;
  /** For messages: vendor and architecture, as far as the browser tells. */
  readonly description: string;
}

/**
 * Asks the browser for a GPU adapter.
 *
 * @param gpu `navigator.gpu`; undefined where the browser has no WebGPU.
 * @returns null if there is none.
 */
export async function detectAdapter(gpu: GPU | undefined): Promise<DetectedAdapter | null> {
  const adapter = await gpu?.requestAdapter({ powerPreference: "high-performance" }).catch(
    // Some browsers reject where the standard says null.
    () => null,
  );
  // Chromium before 127 does not say what an adapter is: whether it is one cannot be told.
  const info: GPUAdapterInfo | undefined = adapter?.info;
  if (!adapter || info === undefined) return null;
  const { vendor, architecture } = info;
  return {
    adapter,
    isSoftware: isSoftwareAdapter(info),
    description: `${vendor} ${architecture}`.trim(),
  };
}

/**
 * SwiftShader is Chromium's software GPU. Its names are looked at too, for browsers that do not report fallbacks yet.
 *
 * @see https://www.w3.org/TR/webgpu/#dom-gpuadapterinfo-isfallbackadapter
 */
export function isSoftwareAdapter(
  info: Pick<GPUAdapterInfo, "vendor" | "architecture" | "isFallbackAdapter">,
): boolean {
  return info.isFallbackAdapter || (info.vendor === "google" && info.architecture === "swiftshader");
}
