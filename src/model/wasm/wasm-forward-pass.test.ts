import { describe, expect, test } from "vitest";
import { loadModel } from "../load-model.ts";
import { randomCheckpoint } from "../random-checkpoint.test-helper.ts";
import { describeWasmForwardParity } from "./wasm-forward-pass.test-helper.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";
import type { WasmForwardPassOptions } from "./wasm-forward-pass.ts";

describeWasmForwardParity("plain");

describe("WasmForwardPass", () => {
  const create = async (isInt8: boolean, options?: WasmForwardPassOptions): Promise<WasmForwardPass> => {
    const { config, weights } = await loadModel("/m", { fetch: randomCheckpoint({ isInt8 }).fetch });
    return WasmForwardPass.create(config, weights, options);
  };

  test("multiplies as the file stores its weights, unless told otherwise", async () => {
    expect((await create(true)).precision).toBe("int8");
    expect((await create(false)).precision).toBe("fp32");
    expect((await create(true, { precision: "fp32" })).precision).toBe("fp32");
    expect((await create(false, { precision: "int8" })).precision).toBe("int8");
  });

  test("takes int8 for fast-int8 where there is no relaxed SIMD", async () => {
    expect((await create(true, { precision: "fast-int8", build: "plain" })).precision).toBe("int8");
  });

  test.each(["fp32", "int8"] as const)(
    "takes no more memory after its largest batch, and gives the same each time (%s)",
    async (precision) => {
      const forwardPass = await create(true, { precision });
      const batches = [[20, 20, 20, 20, 20, 20], [1], [], [7, 3, 20], [2, 2]].map((lengths) =>
        lengths.map((length) => Int32Array.from({ length }, (_, i) => i % 20)),
      );
      const first = [];
      for (const batch of batches) first.push(await forwardPass.run(batch));
      const bytes = forwardPass.memoryBytes;
      for (let run = 0; run < 2000; run++) {
        const which = run % batches.length;
        const pooled = await forwardPass.run(batches[which]);
        if (run >= 1990) expect(pooled).toEqual(first[which]);
      }
      expect(forwardPass.memoryBytes).toBe(bytes);
    },
  );
});
