import type { PlaceDense } from "./dense-layer.ts";
import { ACTIVATION } from "./kernel-module.ts";
import { quantiseRows } from "./quantise-rows.ts";

/** A dense layer with 8-bit weights, those of the file as they are, and 13-bit activations. */
export const placeInt8Dense: PlaceDense = (kernels, arena, { weight, bias }) => {
  const {
    rows: outputs,
    columns: inputs,
    data,
    scale,
  } = "scale" in weight ? weight : quantiseRows(weight, 127);
  const panels = arena.bytes(outputs * inputs);
  const [scales, biasAt] = [arena.copyOf(scale), arena.copyOf(bias)];
  const mark = arena.mark();
  kernels.pack(arena.copyOf(data), panels, outputs, inputs / 2, 2);
  arena.release(mark);
  return {
    scratchBytes: kernels.int8ScratchBytes(inputs),
    run({ input, output, rows, activation, residual, scratch }) {
      const code = ACTIVATION[activation === "gelu" ? "coarse-gelu" : (activation ?? "none")];
      kernels.int8Dense(
        input,
        panels,
        scales,
        biasAt,
        residual,
        output,
        scratch,
        rows,
        inputs,
        outputs,
        code,
      );
    },
  };
};
