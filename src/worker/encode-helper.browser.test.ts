import { describe, expect, test } from "vitest";
import { loadModel } from "../model/load-model.ts";
import { randomCheckpoint } from "../model/random-checkpoint.test-helper.ts";
import { WasmForwardPass } from "../model/wasm/wasm-forward-pass.ts";
import { openEncodeHelper } from "./encode-helper.ts";

const makeWorker = (): Worker =>
  new Worker(new URL("./encode-entry.ts", import.meta.url), { type: "module" });
const BATCH = [Int32Array.of(1, 5, 7), Int32Array.of(2), Int32Array.of(9, 9, 9, 4, 3, 1, 2, 8, 6)];

const model = () => loadModel("/m", { fetch: randomCheckpoint({ isInt8: true }).fetch });

describe("openEncodeHelper", () => {
  test("computes on its own thread what this one computes, to the bit", async () => {
    const source = await model();
    const here = await WasmForwardPass.create(source.config, source.weights);
    using helper = await openEncodeHelper(source, {}, makeWorker);
    const runs = [BATCH, BATCH.slice(1), []].map((batch) => helper.run(batch));
    expect(await Promise.all(runs)).toEqual([
      await here.run(BATCH),
      await here.run(BATCH.slice(1)),
      await here.run([]),
    ]);
  });

  test("multiplies as it is told to", async () => {
    const source = await model();
    const here = await WasmForwardPass.create(source.config, source.weights, { precision: "fp32" });
    using helper = await openEncodeHelper(source, { precision: "fp32" }, makeWorker);
    expect(await helper.run(BATCH)).toEqual(await here.run(BATCH));
    const otherwise = await WasmForwardPass.create(source.config, source.weights);
    expect(await helper.run(BATCH)).not.toEqual(await otherwise.run(BATCH));
  });

  test("rejects what waits for it when it ends, and what comes later", async () => {
    const helper = await openEncodeHelper(await model(), {}, makeWorker);
    const waiting = helper.run(BATCH);
    helper[Symbol.dispose]();
    await expect(waiting).rejects.toMatchObject({ reason: "worker-failed" });
    await expect(helper.run(BATCH)).rejects.toMatchObject({ reason: "worker-failed" });
  });

  test.each([
    ["has no script", () => new Worker("/nowhere.js", { type: "module" })],
    ["cannot be made", () => new Worker("https://example.com/elsewhere.js")],
    ["fails as it starts", () => new Worker(URL.createObjectURL(new Blob(["throw new Error('no')"])))],
  ])("fails if the worker %s", async (_, make) => {
    await expect(openEncodeHelper(await model(), {}, make)).rejects.toThrow();
  });
});
