import type { Matrix } from "../weights.ts";
import type { Arena } from "./arena.ts";
import type { PlaceDense } from "./dense-layer.ts";
import type { Kernels, Pointer } from "./kernel-module.ts";
import { ACTIVATION } from "./kernel-module.ts";

/** A dense layer in float32. */
export const placeFloatDense: PlaceDense = (kernels, arena, { weight, bias }) => {
  const { rows: outputs, columns: inputs } = weight;
  const panels = arena.words(outputs * inputs);
  const biasAt = arena.copyOf(bias);
  const mark = arena.mark();
  kernels.pack(floatsOf(kernels, arena, weight), panels, outputs, inputs, 4);
  arena.release(mark);
  return {
    scratchBytes: 0,
    run({ input, output, rows, activation, residual }) {
      const code = ACTIVATION[activation ?? "none"];
      kernels.dense(input, panels, biasAt, residual, output, rows, inputs, outputs, code);
    },
  };
};

function floatsOf(kernels: Kernels, arena: Arena, matrix: Matrix): Pointer {
  const source = arena.copyOf(matrix.data);
  if (!("scale" in matrix)) return source;
  const { rows, columns } = matrix;
  const floats = arena.words(rows * columns);
  kernels.dequantise(source, arena.copyOf(matrix.scale), floats, rows, columns);
  return floats;
}
