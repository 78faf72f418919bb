import { formatNumber, formatShort } from "./inspector-format.ts";

/** The vertical axis of a plot. */
export interface PlotAxis {
  /** From the bottom to the top. */
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  /** How high a value stands, from 0 at the first tick to 1 at the last. */
  readonly heightOf: (value: number) => number;
}

/** Three ticks from one value to another. */
export function plainAxis(low: number, high: number, format: PlotAxis["format"] = formatNumber): PlotAxis {
  return {
    ticks: [low, (low + high) / 2, high],
    format,
    heightOf: (value) => (value - low) / (high - low),
  };
}

/** Fits all finite values. */
export function fittedAxis(values: readonly number[]): PlotAxis {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  if (!(high > low)) return Number.isFinite(low) ? plainAxis(low - 0.5, low + 0.5) : plainAxis(0, 1);
  return plainAxis(low, high);
}

/** Whole powers of ten around all finite values: a first time of a second leaves later ones of 20 ms to be told apart. What is below 1 stands at 1. */
export function decadeAxis(values: readonly number[]): PlotAxis {
  const logs = values.filter(Number.isFinite).map((value) => Math.log10(Math.max(1, value)));
  const low = Math.floor(Math.min(...logs));
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at)),
    format: (value) => String(value),
    heightOf: (value) => (Math.log10(Math.max(1, value)) - low) / (high - low),
  };
}

/** From 0 to a round number above all finite values. */
export function sizeAxis(values: readonly number[]): PlotAxis {
  const most = Math.max(1, ...values.filter(Number.isFinite));
  const step = 10 ** Math.floor(Math.log10(most));
  return plainAxis(0, Math.ceil(most / step) * step, formatShort);
}
