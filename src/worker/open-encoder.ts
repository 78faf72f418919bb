import { asRankError, RankError } from "../base/errors.ts";
import type { BatchedEncoder } from "../model/batched-encoder.ts";
import type { LoadedModel } from "../model/model-folder.ts";
import { readGolden } from "../model/read-golden.ts";
import { embeddingsOf } from "../model/self-test.ts";
import { createWasmEncoder } from "../model/wasm/wasm-encoder.ts";
import { type DetectedAdapter, detectAdapter } from "../model/webgpu/detect-adapter.ts";
import type { DeviceRecord, PathVerdict } from "../store/device-record.ts";
import { decidePath } from "./decide-path.ts";
import { encodeHelpers } from "./encode-helpers.ts";
import type { OnGpu } from "./on-gpu.ts";
import type { Platform } from "./platform.ts";
import type { BackendChoice } from "./protocol.ts";
import { usableDevice } from "./usable-device.ts";

/** An encoder, why it is this one, and what is left to do about it. */
export interface OpenedEncoder {
  readonly encoder: BatchedEncoder;
  /** For people: half a sentence. */
  readonly why: string;
  readonly verdict: PathVerdict | null;
  /**
   * To be called once it has encoded a list, or failed to: the start has finished.
   *
   * @param isDoubtful Whether the next page is to judge the GPU anew, with the CPU meanwhile.
   */
  readonly confirm: (isDoubtful?: boolean) => Promise<void>;
  /**
   * Compares the GPU with the CPU, once for each adapter, browser and model; costs a second or two, for which nobody should wait.
   * Resolves to the GPU's encoder if it is quicker, else null. Null where there is nothing to find out.
   */
  readonly compare: (() => Promise<OpenedEncoder | null>) | null;
}

/**
 * Opens the encoder that is best for this device.
 *
 * @param source The model, its folder with a trailing slash, and what the page wants.
 * @throws {RankError} `model-failed` if not even WebAssembly works.
 */
export async function openEncoder(
  platform: Platform,
  source: { readonly model: LoadedModel; readonly modelUrl: string; readonly choice: BackendChoice },
): Promise<OpenedEncoder> {
  const { model, modelUrl, choice } = source;
  const { records, warn } = platform;
  const isCpuOnly = choice === "wasm" || choice === "wasm-fast";
  const adapter = isCpuOnly ? null : await detectAdapter(platform.gpu);
  const subject = subjectOf(adapter, platform.userAgent, model.config.modelId);
  const plan = decidePath({
    choice,
    adapter,
    record: usableDevice(adapter === null ? undefined : await records.get("device", "encoder"), subject),
    savesData: platform.savesData,
  });
  const keep = (record: DeviceRecord): Promise<void> =>
    records.write([{ type: "put", kind: "device", record }]);
  const { verdict } = plan.record;
  const finished: DeviceRecord = { ...plan.record, unfinished: 0, skips: 0 };

  /** Loaded only here: most of the weight of the library is of no use to a visitor without a GPU. */
  const gpuOf = async (found: DetectedAdapter): Promise<OnGpu> =>
    (await import("./on-gpu.ts")).onGpu(model, found, platform);

  const onCpu = async (why: string): Promise<OpenedEncoder> => {
    const options = choice === "wasm-fast" ? ({ precision: "fast-int8" } as const) : {};
    const encoder = await createWasmEncoder(model, options);
    encoder.recruit(() => encodeHelpers(platform, model, options));
    const compare =
      plan.isTrialDue && adapter !== null
        ? async () => {
            const gpu = await gpuOf(adapter);
            const golden = await readGolden(modelUrl, model.config, platform.fetch);
            const expected = golden ?? (await embeddingsOf(encoder));
            return gpu.compare(encoder, { expected, finished, keep });
          }
        : null;
    return { encoder, why, verdict, confirm: async () => undefined, compare };
  };

  if (choice === "webgpu" && adapter === null) warn(unavailable("this browser offers no adapter"));
  if (plan.backend === "wasm" || adapter === null) {
    if (plan.record.skips > 0 || plan.record.unfinished > 0) await keep(plan.record);
    return onCpu(plan.why);
  }
  await keep(plan.record);
  try {
    // Only one that has passed before need not pass again: a page may demand a GPU that failed.
    const hasPassed = verdict !== null && verdict.webgpu !== null;
    const expected = hasPassed ? null : await expectedOf(model);
    const encoder = await (await gpuOf(adapter)).open(expected, plan.record.design);
    const { matmul, norm } = encoder.design;
    const confirm = (isDoubtful = false): Promise<void> =>
      keep({ ...finished, design: { matmul, norm }, verdict: isDoubtful ? null : verdict });
    return { encoder, why: plan.why, verdict, confirm, compare: null };
  } catch (thrown) {
    warn(asRankError(thrown, "webgpu-unavailable"));
    await keep(finished); // it failed in good order: nothing that another page must be kept from
    return onCpu("the GPU failed to start");
  }
}

/** What a GPU's embeddings are held against. No `using` where browsers run it: those without `Symbol.dispose` find nothing to dispose of. */
async function expectedOf(model: LoadedModel): ReturnType<typeof embeddingsOf> {
  const reference = await createWasmEncoder(model);
  try {
    return await embeddingsOf(reference);
  } finally {
    reference[Symbol.dispose]();
  }
}

/** A verdict holds for one adapter, driver as far as it is told, browser and model. */
function subjectOf(detected: DetectedAdapter | null, userAgent: string, modelId: string): string {
  const { vendor, architecture, device, description } = detected?.adapter.info ?? {};
  return [vendor, architecture, device, description, userAgent, modelId].join(" · ");
}

function unavailable(why: string): RankError {
  return new RankError("webgpu-unavailable", `Cannot use WebGPU because ${why}; using WebAssembly`);
}
