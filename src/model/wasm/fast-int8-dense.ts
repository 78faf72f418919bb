import type { PlaceDense } from "./dense-layer.ts";
import { ACTIVATION } from "./kernel-module.ts";
import { quantiseRows } from "./quantise-rows.ts";

/** A dense layer with weights and activations of 7 bits; of the relaxed build only. */
export const placeFastInt8Dense: PlaceDense = (kernels, arena, { weight, bias }) => {
  const { rows: outputs, columns: inputs, data, scale } = quantiseRows(weight, 63);
  const panels = arena.bytes(outputs * inputs);
  const [scales, biasAt] = [arena.copyOf(scale), arena.copyOf(bias)];
  const corrections = arena.copyOf(correctionsOf(data, outputs));
  const mark = arena.mark();
  kernels.pack(arena.copyOf(data), panels, outputs, inputs / 4, 4);
  arena.release(mark);
  return {
    scratchBytes: kernels.fastInt8ScratchBytes(inputs),
    run({ input, output, rows, activation, residual, scratch }) {
      const code = ACTIVATION[activation === "gelu" ? "coarse-gelu" : (activation ?? "none")];
      kernels.fastInt8Dense(
        input,
        panels,
        scales,
        corrections,
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

/** What the 64 in every quantised activation adds to the sum of each output. */
function correctionsOf(data: Int8Array, outputs: number): Int32Array {
  const inputs = data.length / outputs;
  return Int32Array.from({ length: outputs }, (_, row) => {
    let sum = 0;
    for (let i = row * inputs; i < (row + 1) * inputs; i++) sum += data[i];
    return 64 * sum;
  });
}
