import type { AdamwMoments, AdamwStep, Network } from "../../base/head-maths.ts";
import type { HeadMemory } from "./head-memory.ts";
import type { HeadModule } from "./head-module.ts";

/** `adamwSteps` of HeadMaths: moments are copied in once and out once, however many steps there are. */
export function adamwStepsIn(
  { module, memory }: { readonly module: HeadModule; readonly memory: HeadMemory },
  { featureCount: d, hiddenCount: h, start: startValues }: Network,
  moments: AdamwMoments,
  steps: readonly AdamwStep[],
): AdamwMoments {
  const p = moments.parameters.length;
  const most = Math.max(0, ...steps.map(({ features }) => features.length / d));
  const [rowCount, unitCount] = [fours(most), fours(h + 1)];

  memory.clear();
  /** Vectors of two take along one value past an odd end, whatever it is. */
  const even = (values: Float64Array): number => {
    const pointer = memory.doubles(p + 1);
    memory.write(pointer, values);
    return pointer;
  };
  const parameters = even(moments.parameters);
  const firstMoment = even(moments.firstMoment);
  const secondMoment = even(moments.secondMoment);
  const start = memory.copyOf(startValues);
  const gradient = memory.doubles(p + 1);
  const weights = memory.doubles(unitCount * d);
  const features = memory.bytes(most * d * 4);
  const maskPlace = memory.doubles(d);
  const rows = memory.bytes(most * module.rowStride(d));
  const wide = memory.doubles(4 * d);
  const rowPanels = memory.doubles(rowCount * d);
  const sums = memory.doubles(unitCount * rowCount);
  const scores = memory.doubles(rowCount);
  const slopes = memory.doubles(rowCount);
  const active = memory.bytes((h + 1) * most * 16);
  const counts = memory.bytes((h + 1) * 4);

  for (const step of steps) {
    const n = step.features.length / d;
    memory.writeFloats(features, step.features);
    if (step.mask !== null) memory.write(maskPlace, step.mask);
    module.packWeights(parameters, start, weights, wide, d, h);
    module.maskRows(features, step.mask === null ? 0 : maskPlace, rows, n, d);
    module.forward(parameters, weights, rows, rowPanels, sums, scores, n, d, h);
    memory.write(slopes, step.slopesOf(memory.read(scores, n)));
    module.backward(parameters, rows, sums, slopes, active, counts, gradient, n, d, h);
    module.move(
      parameters,
      firstMoment,
      secondMoment,
      gradient,
      p,
      step.maxGradientNorm,
      step.rate,
      step.weightDecay,
      step.firstDecay,
      step.secondDecay,
      step.firstScale,
      step.secondScale,
      step.epsilon,
    );
  }
  return {
    parameters: memory.read(parameters, p),
    firstMoment: memory.read(firstMoment, p),
    secondMoment: memory.read(secondMoment, p),
  };
}

/** Tiles are 4 wide. */
function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}
