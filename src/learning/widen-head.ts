import type { Examples } from "./examples.ts";
import { CORE_COUNT, FEATURE_COUNT } from "./feature-layout.ts";
import { SHIPPED_VARIANCE } from "./gaussian-prior.ts";
import type { HeadState } from "./personal-head.ts";

/**
 * Rows of layout "phi-2" as rows of this one: [n, 185] to [n, d], with `fill` in the coordinates that are new.
 *
 * @returns A new array of the same kind.
 */
export function widenedRows<Numbers extends Float32Array | Float64Array>(rows: Numbers, fill = 0): Numbers {
  const count = rows.length / CORE_COUNT;
  const Kind = rows.constructor as new (length: number) => Numbers; // of the array itself
  const wide = new Kind(count * FEATURE_COUNT).fill(fill) as Numbers;
  for (let row = 0; row < count; row++)
    wide.set(rows.subarray(row * CORE_COUNT, (row + 1) * CORE_COUNT), row * FEATURE_COUNT);
  return wide;
}

/**
 * A head that was learned under layout "phi-2" as one of this layout, which is what it would be had it been of this one from the
 * start: pages without facts and vectors teach nothing about them.
 *
 * @param state Whole, of "phi-2".
 */
export function widenedHead(state: HeadState): HeadState {
  switch (state.type) {
    case "bayes":
      return state; // over the first coordinates, as it still may be
    case "low-rank":
      return {
        ...state,
        remainderMean: widenedRows(state.remainderMean),
        remainderVariance: widenedRows(state.remainderVariance, SHIPPED_VARIANCE),
      };
    case "sgd":
      return { ...state, offset: widenedRows(state.offset) };
    case "adamw":
    case "mlp": {
      const { parameters, firstMoment, secondMoment, best } = state;
      // Learning asks whether the best parameters are the present ones: one array then.
      const widened = widenedParameters(parameters);
      return {
        ...state,
        parameters: widened,
        firstMoment: widenedParameters(firstMoment),
        secondMoment: widenedParameters(secondMoment),
        best: best === parameters ? widened : widenedParameters(best),
        replay: state.replay.map((page): Examples => ({ ...page, features: widenedRows(page.features) })),
      };
    }
  }
}

/** z, v, W and b, see `Network`: of them z and the rows of W have as many numbers as there are features. */
function widenedParameters(parameters: Float64Array): Float64Array {
  const hiddenCount = (parameters.length - CORE_COUNT) / (CORE_COUNT + 2);
  const [outerAt, innerAt] = [CORE_COUNT, CORE_COUNT + hiddenCount];
  const biasAt = innerAt + hiddenCount * CORE_COUNT;
  const parts = [
    widenedRows(parameters.subarray(0, outerAt)),
    parameters.subarray(outerAt, innerAt),
    widenedRows(parameters.subarray(innerAt, biasAt)),
    parameters.subarray(biasAt),
  ];
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
