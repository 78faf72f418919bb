import { describe, expect, test } from "vitest";
import type { DeviceRecord, PathVerdict } from "../store/device-record.ts";
import { decidePath } from "./decide-path.ts";

const REAL = { isSoftware: false };
const UNKNOWN: DeviceRecord = {
  key: "encoder",
  subject: "s",
  verdict: null,
  design: null,
  unfinished: 0,
  skips: 0,
};
const TIMES = { queryMs: 1, batchMs: 1 };
const verdictFor = (backend: "webgpu" | "wasm"): PathVerdict => ({
  backend,
  why: "measured",
  wasm: TIMES,
  webgpu: TIMES,
});
const decide = (changes: Partial<Parameters<typeof decidePath>[0]>) =>
  decidePath({ choice: "auto", adapter: REAL, record: UNKNOWN, savesData: false, ...changes });

describe("decidePath", () => {
  test("starts on the CPU and finds out about a GPU that it does not know", () => {
    expect(decide({})).toMatchObject({ backend: "wasm", isTrialDue: true });
  });

  test.each(["webgpu", "wasm"] as const)("does what was measured: %s", (backend) => {
    const record = { ...UNKNOWN, verdict: verdictFor(backend) };
    expect(decide({ record })).toMatchObject({ backend, isTrialDue: false, why: "measured" });
  });

  test.each([
    ["the page wants the CPU", { choice: "wasm" }],
    ["the page wants the quick tier of the CPU", { choice: "wasm-fast" }],
    ["there is no GPU", { adapter: null }],
    ["there is no GPU, whatever the page wants", { adapter: null, choice: "webgpu" }],
    [
      "the GPU is emulated, whatever was measured",
      { adapter: { isSoftware: true }, record: { ...UNKNOWN, verdict: verdictFor("webgpu") } },
    ],
    ["the visitor saves data", { savesData: true }],
  ] as const)("stays on the CPU, without a trial, where %s", (_, changes) => {
    expect(decide(changes)).toMatchObject({ backend: "wasm", isTrialDue: false });
  });

  test("takes an emulated GPU if the page demands it", () => {
    expect(decide({ choice: "webgpu", adapter: { isSoftware: true } }).backend).toBe("webgpu");
  });

  test.each(["auto", "webgpu"] as const)(
    "leaves out 1, 2, 4 … pages, at most 64, after starts that did not finish (%s)",
    (choice) => {
      let record: DeviceRecord = { ...UNKNOWN, verdict: verdictFor("webgpu") };
      const backends: string[] = [];
      // A browser that is brought down by every start on its GPU: what was kept before the start is what the next page reads.
      for (let page = 0; page < 300; page++) {
        const plan = decide({ choice, record });
        backends.push(plan.backend);
        record = plan.record;
      }
      const starts = backends.flatMap((backend, page) => (backend === "webgpu" ? [page] : []));
      expect(starts).toEqual([0, 2, 5, 10, 19, 36, 69, 134, 199, 264]);
    },
  );

  test("does not compare on a page that is left out", () => {
    expect(decide({ record: { ...UNKNOWN, unfinished: 1, skips: 1 } })).toMatchObject({ isTrialDue: false });
  });
});
