import { describeForwardParity } from "../forward-parity.test-helper.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";

describeForwardParity("WasmForwardPass", (config, weights) =>
  WasmForwardPass.create(config, weights, { precision: "fp32", build: "plain" }),
);
