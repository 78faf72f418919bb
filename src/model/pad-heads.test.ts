import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../base/safetensors.ts";
import { parseConfig } from "./config.ts";
import { createOracleForward } from "./oracle-forward.test-helper.ts";
import { CONFIG, randomCheckpoint } from "./random-checkpoint.test-helper.ts";
import { WasmForwardPass } from "./wasm/wasm-forward-pass.ts";
import { readWeights } from "./weights.ts";

describe("padded heads", () => {
  // 8 heads of width 4 become 8 wide, 4 of 8 stay.
  test.each([
    [8, true],
    [8, false],
    [4, true],
  ])("give what heads of their own width give (%i heads, int8: %s)", async (heads, isInt8) => {
    const bytes = randomCheckpoint({ isInt8 }).files.get("model.safetensors")!;
    const { tensors } = decodeSafetensors(bytes, "model");
    const config = parseConfig({ ...CONFIG, num_attention_heads: heads }, "config");
    expect(config.attentionSize).toBe(heads * 8);
    const plainConfig = { ...config, attentionSize: config.hiddenSize };
    const oracle = await createOracleForward(plainConfig, readWeights(tensors, plainConfig, "model"));
    const weights = readWeights(tensors, config, "model");
    expect(weights.layers[0].attentionOutput.weight.columns).toBe(heads * 8);
    const padded = await WasmForwardPass.create(config, weights, { precision: "fp32" });
    const batch = [Int32Array.of(2, 7, 9, 11, 3), Int32Array.of(2, 3)];
    const [expected, actual] = [await oracle(batch), await padded.run(batch)];
    expect(actual.length).toBe(expected.length);
    expected.forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(2e-5));
  });
});
