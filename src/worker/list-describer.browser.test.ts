import { expect, describe, test } from "vitest";
import { encodeSafetensors, type Tensor } from "../base/safetensors.ts";
import { randomCheckpoint } from "../model/random-checkpoint.test-helper.ts";
import { hardwareGpu } from "./hardware-gpu.test-helper.ts";
import { listDescriber } from "./list-describer.ts";
import { NO_RULES } from "../ranking/exposure-rules.ts";
import type { BackendChoice, RankRequest } from "./protocol.ts";
import { testPlatform } from "./visitor-fixtures.test-helper.ts";

const request = (...titles: string[]): RankRequest & { readonly history: readonly [] } => ({
  listId: "l",
  query: "",
  candidates: titles.map((title) => ({ id: title, title })),
  fixed: [],
  seen: [],
  firstRow: null,
  rules: NO_RULES,
  atMs: 1,
  rankingId: "r",
  viewId: "r",
  history: [],
});

function setUp(backend: BackendChoice, changes: { clockMs?: () => number } = {}) {
  const devices: GPUDevice[] = [];
  const idle: (() => void)[] = [];
  const platform = {
    ...testPlatform(),
    fetch: randomCheckpoint({ isInt8: true }).fetch as typeof fetch, // answers paths, which is all that is asked
    gpu: hardwareGpu((device) => devices.push(device)),
    whenIdle: (action: () => void) => void idle.push(action),
    ...changes,
  };
  return { devices, idle, platform, describer: listDescriber(platform, { modelUrl: "/m/", backend }) };
}

describe("listDescriber", () => {
  test("rebuilds a lost GPU once, then stays on the CPU; every list is described", async () => {
    const { describer, devices, platform } = setUp("webgpu");
    const backends: (string | undefined)[] = [];
    for (const title of ["red hat", "blue hat", "red shoes", "straw hat"]) {
      const { features } = await describer.describe(request(title, "garden"));
      expect(features.every(Number.isFinite)).toBe(true);
      backends.push(describer.report()?.backend);
      const device = devices[devices.length - 1];
      device.destroy();
      await device.lost;
      expect(describer.opened()?.encoder.memoryBytes).toBeGreaterThan(1_000); // told of a lost one too
    }
    expect([backends, devices.length]).toEqual([["webgpu", "webgpu", "wasm", "wasm"], 2]);
    expect(platform.warnings.map(({ reason }) => reason)).toEqual([
      "webgpu-unavailable",
      "webgpu-unavailable",
    ]);
    // Lost in good order: the next page may try again.
    expect(await platform.records.get("device", "encoder")).toMatchObject({ unfinished: 0 });
  });

  test("takes a GPU that gives NaN for lost: rebuilt once, then the CPU, nothing of it is stored, and the next page judges it anew", async () => {
    const { describer, devices, idle, platform } = setUp("auto");
    const times = { queryMs: 1, batchMs: 1 };
    const verdict = { backend: "webgpu", why: "measured", wasm: times, webgpu: times } as const;
    const subject = ["acme", "g1", "", "", platform.userAgent, "random-tiny"].join(" · ");
    const known = { key: "encoder", subject, verdict, design: null, unfinished: 0, skips: 0 } as const;
    await platform.records.write([{ type: "put", kind: "device", record: known }]);
    await describer.describe(request("red hat"));
    expect(describer.report()?.backend).toBe("webgpu");
    expect(await platform.records.get("device", "encoder")).toMatchObject({ verdict, unfinished: 0 });
    const range: (this: GPUBuffer, ...asked: Parameters<GPUBuffer["getMappedRange"]>) => ArrayBuffer =
      Reflect.get(GPUBuffer.prototype, "getMappedRange");
    GPUBuffer.prototype.getMappedRange = function (...asked) {
      const bytes = range.apply(this, asked);
      if ((this.usage & GPUBufferUsage.MAP_READ) !== 0) new Float32Array(bytes).fill(NaN);
      return bytes;
    };
    try {
      const { features } = await describer.describe(request("blue hat", "red shoes"));
      expect(features.every(Number.isFinite)).toBe(true);
    } finally {
      Object.assign(GPUBuffer.prototype, { getMappedRange: range });
    }
    expect([describer.report()?.backend, devices.length]).toEqual(["wasm", 2]);
    expect(platform.warnings.every(({ reason }) => reason === "webgpu-unavailable")).toBe(true);
    const stored = await platform.records.getAll("embeddings");
    expect(stored.length).toBe(3);
    expect(stored.every(({ vector }) => vector.every(Number.isFinite))).toBe(true);
    expect(await platform.records.get("device", "encoder")).toMatchObject({ verdict: null, unfinished: 0 });
    const next = listDescriber(platform, { modelUrl: "/m/", backend: "auto" });
    await next.describe(request("straw hat"));
    expect([next.report()?.backend, devices.length, idle.length]).toEqual(["wasm", 2, 1]); // the test of the GPU is due
  });

  test("has the list first, compares the backends when idle, and goes on with the quicker one", async () => {
    let readings = 0;
    const clockMs = (): number => (readings < 16 ? (readings++ % 2) * 100 : 0);
    const { describer, devices, idle } = setUp("auto", { clockMs });
    await describer.describe(request("red hat"));
    expect([describer.report()?.backend, devices.length, idle.length]).toEqual(["wasm", 0, 1]);
    readings = 0; // what the list took has been looked at too
    idle[0]();
    await expect.poll(() => describer.report()?.backend, { timeout: 60_000 }).toBe("webgpu");
    await describer.describe(request("blue shoes"));
    expect(describer.report()).toMatchObject({ backend: "webgpu", verdict: { backend: "webgpu" } });
    expect(idle.length).toBe(1);
  });

  test("tells how long the encoder took to open and to encode, and what of the list it did not know", async () => {
    let nowMs = 0;
    const { describer, platform } = setUp("wasm", { clockMs: () => nowMs });
    const slow: typeof fetch = (...asked) => {
      nowMs += 10; // for each file of the model
      return platform.fetch(...asked);
    };
    const timed = listDescriber({ ...platform, fetch: slow }, { modelUrl: "/m/", backend: "wasm" });
    const { timing } = await timed.describe(request("red hat", "blue hat"));
    expect([timing.openMs % 10, timing.openMs > 10, timing.encodedTexts]).toEqual([0, true, 2]);
    const { encoder } = timed.opened()!;
    const encode = encoder.encode.bind(encoder);
    encoder.encode = (texts) => {
      nowMs += 7 * texts.length;
      return encode(texts);
    };
    const next = await timed.describe(request("red hat", "straw hat", "shoes", "blue hat"));
    expect(next.timing).toEqual({ openMs: 0, encodeMs: 14, encodedTexts: 2 });
    expect(encoder.memoryBytes).toBeGreaterThanOrEqual(65_536);
    expect((await describer.describe(request("red hat"))).timing.encodedTexts).toBe(0); // from the store they share
  });

  test("fetches the weights, and opens an encoder, for nobody whose texts are all known", async () => {
    const { describer, platform } = setUp("wasm");
    await describer.describe({ ...request("red hat", "blue hat"), query: "hat" });
    const fetched: string[] = [];
    const counting: typeof fetch = (path, ...asked) => {
      if (typeof path === "string") fetched.push(path);
      return platform.fetch(path, ...asked);
    };
    const back = listDescriber({ ...platform, fetch: counting }, { modelUrl: "/m/", backend: "wasm" });
    const known = await back.describe({ ...request("blue hat", "red hat"), query: "hat" });
    expect(fetched.toSorted()).toEqual(["/m/config.json", "/m/head.safetensors", "/m/tokenizer.json"]);
    expect([back.opened(), back.report(), known.timing.encodedTexts]).toEqual([null, null, 0]);
    const shown = await describer.describe({ ...request("blue hat", "red hat"), query: "hat" });
    expect(known.features).toEqual(shown.features);
    await back.describe(request("straw hat"));
    expect(fetched.filter((file) => file.endsWith("model.safetensors"))).toHaveLength(1);
    expect(back.report()?.backend).toBe("wasm");
  });

  test("opens the encoder for what a page to come will show, where this page needed none", async () => {
    const { describer, platform } = setUp("webgpu");
    await describer.describe(request("red hat"));
    const back = listDescriber(platform, { modelUrl: "/m/", backend: "webgpu" });
    await back.describe(request("red hat"));
    await back.prepare([{ id: "0", title: "shoes" }]);
    expect(back.report()?.backend).toBe("webgpu");
    // The start has finished: no later page takes this GPU for one that brought the tab down.
    expect(await platform.records.get("device", "encoder")).toMatchObject({ unfinished: 0 });
  });

  test("encodes ahead what a page to come will show, and then only what is new", async () => {
    const { describer, platform } = setUp("wasm");
    await describer.prepare([{ id: "0", title: "too early" }]);
    expect((await platform.records.keys("embeddings")).length).toBe(0);
    await describer.describe(request("red hat"));
    await describer.prepare(["blue hat", "red hat", "shoes"].map((title) => ({ id: title, title })));
    expect((await platform.records.keys("embeddings")).length).toBe(3);
    await describer.describe(request("blue hat", "shoes"));
    expect((await platform.records.keys("embeddings")).length).toBe(3);
  });

  test("refuses a model whose vectors are projected to another number of features", async () => {
    const checkpoint = randomCheckpoint({ isInt8: true });
    const tensors = new Map<string, Tensor>([
      ["center", { dtype: "F32", shape: [32], data: new Float32Array(32) }],
      ["projection", { dtype: "F32", shape: [32, 4], data: new Float32Array(128) }],
      ["scale", { dtype: "F32", shape: [4], data: new Float32Array(4).fill(1) }],
    ]);
    checkpoint.files.set("head.safetensors", encodeSafetensors({ tensors, metadata: {} }));
    const { platform } = setUp("wasm");
    const describer = listDescriber(
      { ...platform, fetch: checkpoint.fetch as typeof fetch },
      { modelUrl: "/m/", backend: "wasm" },
    );
    await expect(describer.describe(request("red hat"))).rejects.toThrow(/64 values: got 4/);
  });

  test("tries the model again for the next list if it did not come", async () => {
    const { platform } = setUp("wasm");
    let isThere = false;
    const fetch: typeof globalThis.fetch = async (...asked) =>
      isThere ? platform.fetch(...asked) : new Response("", { status: 503 });
    const describer = listDescriber({ ...platform, fetch }, { modelUrl: "/m/", backend: "wasm" });
    await expect(describer.describe(request("red hat"))).rejects.toMatchObject({ reason: "model-failed" });
    isThere = true;
    expect((await describer.describe(request("red hat"))).features.length).toBeGreaterThan(0);
  });
});
