import type { BackendTimes } from "../base/backend-times.ts";
import type { DeviceRecord, PathVerdict } from "../store/device-record.ts";

/** What is known of a device, if it was found with the same adapter, browser and model and is whole; else nothing is known. */
export function usableDevice(stored: DeviceRecord | undefined, subject: string): DeviceRecord {
  const unknown: DeviceRecord = {
    key: "encoder",
    subject,
    verdict: null,
    design: null,
    unfinished: 0,
    skips: 0,
  };
  if (stored?.subject !== subject || !isCount(stored.unfinished) || !isCount(stored.skips)) return unknown;
  const { verdict, design } = stored;
  return {
    ...stored,
    verdict: isVerdict(verdict) ? verdict : null,
    design: isDesign(design) ? design : null,
  };
}

/** Any script of the page may have written there. */
function isVerdict(verdict: PathVerdict | null): boolean {
  return (
    verdict !== null &&
    typeof verdict === "object" &&
    (verdict.backend === "webgpu" || verdict.backend === "wasm") &&
    typeof verdict.why === "string" &&
    areTimes(verdict.wasm) &&
    (verdict.webgpu === null || areTimes(verdict.webgpu))
  );
}

function isDesign(design: DeviceRecord["design"] | undefined): boolean {
  return (
    (design?.matmul === "register" || design?.matmul === "shared") &&
    (design.norm === "fused" || design.norm === "apart")
  );
}

function areTimes(times: BackendTimes | undefined): boolean {
  return Number.isFinite(times?.queryMs) && Number.isFinite(times?.batchMs);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
