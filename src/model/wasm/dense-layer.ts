import type { Activation } from "../config.ts";
import type { DenseWeights } from "../weights.ts";
import type { Arena } from "./arena.ts";
import type { Kernels, Pointer } from "./kernel-module.ts";

/** One run: output [rows, outputs] = activation(input [rows, inputs] Wᵀ + bias) + residual [rows, outputs]. */
export interface DenseRun {
  readonly input: Pointer;
  readonly output: Pointer;
  readonly rows: number;
  readonly activation: Activation | null;
  /** 0: none. May not be `output`. */
  readonly residual: Pointer;
  /** {@link DenseLayer.scratchBytes} of room. */
  readonly scratch: Pointer;
}

/** A fully connected layer whose weights lie in the module's memory, packed for one kernel. */
export interface DenseLayer {
  readonly scratchBytes: number;
  run(run: DenseRun): void;
}

/** Copies and packs the weights; they are not needed afterwards. */
export type PlaceDense = (kernels: Kernels, arena: Arena, weights: DenseWeights) => DenseLayer;
