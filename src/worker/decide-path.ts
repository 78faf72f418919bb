import type { DeviceRecord } from "../store/device-record.ts";
import type { DetectedAdapter } from "../model/webgpu/detect-adapter.ts";
import type { BackendChoice } from "./protocol.ts";

/** Where to encode on this page, and whether to find out meanwhile if the other place were quicker. */
export interface PathPlan {
  readonly backend: "webgpu" | "wasm";
  readonly isTrialDue: boolean;
  /** For people: half a sentence. */
  readonly why: string;
  /** What to keep of the device's record, whatever comes of it. */
  readonly record: DeviceRecord;
}

/** Pages on the CPU before the GPU is tried once more, at most. */
const MAX_SKIPS = 64;

/**
 * Decides where to encode:
 *
 * - WebAssembly, unless this adapter has been measured to be quicker: the first page of a browser never waits for a GPU;
 * - never on an adapter that is emulated, unless the page demands it;
 * - not at once on one on which the last start did not finish: a driver that brings the tab down must not do so on every page.
 *   Then 1, 2, 4 … 64 pages are left out, and it may try again.
 *
 * @param record What is known of this adapter with this browser and model.
 */
export function decidePath({
  choice,
  adapter,
  record,
  savesData,
}: {
  readonly choice: BackendChoice;
  readonly adapter: Pick<DetectedAdapter, "isSoftware"> | null;
  readonly record: DeviceRecord;
  readonly savesData: boolean;
}): PathPlan {
  const onCpu = (why: string, isTrialDue = false): PathPlan => ({ backend: "wasm", isTrialDue, why, record });
  const onGpu = (why: string): PathPlan => {
    const unfinished = record.unfinished + 1;
    const skips = Math.min(MAX_SKIPS, 2 ** record.unfinished);
    return { backend: "webgpu", isTrialDue: false, why, record: { ...record, unfinished, skips } };
  };
  if (choice === "wasm" || choice === "wasm-fast") return onCpu("the page asks for it");
  if (adapter === null) return onCpu("this browser offers no GPU");
  if (choice === "auto" && adapter.isSoftware) return onCpu("the GPU is emulated");
  if (record.unfinished > 0 && record.skips > 0) {
    return {
      ...onCpu("the last start on the GPU did not finish"),
      record: { ...record, skips: record.skips - 1 },
    };
  }
  if (choice === "webgpu") return onGpu("the page asks for it");
  if (record.verdict === null) {
    if (savesData) return onCpu("the GPU has not been measured, to save data");
    return onCpu("the GPU has not been measured yet", true);
  }
  return record.verdict.backend === "webgpu" ? onGpu(record.verdict.why) : onCpu(record.verdict.why);
}
