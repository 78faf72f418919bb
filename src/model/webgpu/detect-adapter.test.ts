import { describe, expect, test } from "vitest";
import { detectAdapter, isSoftwareAdapter } from "./detect-adapter.ts";

describe("isSoftwareAdapter", () => {
  test.each([
    [{ vendor: "google", architecture: "swiftshader", isFallbackAdapter: false }, true],
    [{ vendor: "microsoft", architecture: "", isFallbackAdapter: true }, true],
    [{ vendor: "google", architecture: "mali", isFallbackAdapter: false }, false],
    [{ vendor: "intel", architecture: "gen-12lp", isFallbackAdapter: false }, false],
  ])("%j is software: %s", (info, isSoftware) => {
    expect(isSoftwareAdapter(info)).toBe(isSoftware);
  });
});

describe("detectAdapter", () => {
  test("finds none without WebGPU, when the browser has none to offer, and when it refuses to answer", async () => {
    const gpu = (requestAdapter: () => Promise<null>) => ({ requestAdapter }) as unknown as GPU; // all that is asked for
    expect(await detectAdapter(undefined)).toBeNull();
    expect(await detectAdapter(gpu(async () => null))).toBeNull();
    expect(await detectAdapter(gpu(() => Promise.reject(new Error("blocked"))))).toBeNull();
  });

  test("does without one that does not say what it is, as in Chromium 113 to 126", async () => {
    const silent = {
      features: new Set(),
      limits: {},
      requestDevice: () => Promise.reject(new Error("not asked")),
    };
    const gpu = { requestAdapter: async () => silent } as unknown as GPU; // all that is asked for
    expect(await detectAdapter(gpu)).toBeNull();
  });
});
