import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeSafetensors } from "../base/safetensors.ts";
import { decodeOptimiserState, encodeOptimiserState } from "./optimiser-state-file.ts";
import { stepOptimiser, type OptimiserState, type ServerOptimiser } from "./server-optimiser.ts";

const fedavg: ServerOptimiser = { type: "fedavg", learningRate: 1 };
const fedadam = {
  type: "fedadam",
  learningRate: 0.1,
  firstDecay: 0.9,
  secondDecay: 0.99,
  adaptivity: 0.01,
} as const;

describe("stepOptimiser", () => {
  test("by fedavg adds the mean times the learning rate, and keeps nothing", () => {
    const head = Float32Array.of(1, -2);
    const step = stepOptimiser({ ...fedavg, learningRate: 0.5 }, null, { weights: head, mean: [4, -4] });
    expect([...step.weights]).toEqual([3, -4]);
    expect(step.state).toBeNull();
    expect([...head]).toEqual([1, -2]);
  });

  test("by fedadam follows the paper, with tau squared as the first second moment and no bias correction", () => {
    let weights = Float32Array.of(1);
    let state: OptimiserState | null = null;
    let [x, m, v] = [1, 0, 1e-4];
    for (const mean of [0.5, -0.25, 0, 1]) {
      m = 0.9 * m + 0.1 * mean;
      v = 0.99 * v + 0.01 * mean ** 2;
      x += (0.1 * m) / (Math.sqrt(v) + 0.01);
      ({ weights, state } = stepOptimiser(fedadam, state, { weights, mean: [mean] }));
      expect(weights[0]).toBeCloseTo(x, 6);
    }
  });

  test("by fedadam takes equal steps for large and small means that agree, and small ones below tau", () => {
    let weights = new Float32Array(3);
    let state: OptimiserState | null = null;
    for (let round = 0; round < 600; round++)
      ({ weights, state } = stepOptimiser(fedadam, state, { weights, mean: [2, 0.5, 1e-4] }));
    expect(weights[0] / weights[1]).toBeCloseTo(1, 1);
    expect(weights[2]).toBeLessThan(0.02 * weights[0]);
  });

  test("by fedadam goes on from a state that was stored as if it had never been away", () => {
    const mean = fc.float32Array({ min: -2, max: 2, noNaN: true, minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(mean, { minLength: 2, maxLength: 6 }), (means) => {
        let [kept, stored] = [new Float32Array(4), new Float32Array(4)];
        let [keptState, storedState] = [null as OptimiserState | null, null as OptimiserState | null];
        for (const mean of means) {
          ({ weights: kept, state: keptState } = stepOptimiser(fedadam, keptState, { weights: kept, mean }));
          const step = stepOptimiser(fedadam, storedState, { weights: stored, mean });
          stored = step.weights;
          storedState = decodeOptimiserState(encodeOptimiserState(step.state!), 4);
        }
        expect(stored).toEqual(kept);
        expect(storedState).toEqual(keptState);
      }),
    );
  });

  test("refuses another length, another optimiser's state, and settings out of range", () => {
    const heads = { weights: new Float32Array(2), mean: [1, 2] };
    const state = { firstMoment: new Float32Array(2), secondMoment: new Float32Array(2) };
    const long = { ...state, secondMoment: new Float32Array(3) };
    expect(() => stepOptimiser(fedavg, null, { ...heads, mean: [1] })).toThrow(
      "2 values, as many as the head: got 1",
    );
    expect(() => stepOptimiser(fedavg, state, heads)).toThrow("must be null");
    expect(() => stepOptimiser(fedadam, long, heads)).toThrow("got 2 and 3");
    for (const wrong of [
      { learningRate: 0 },
      { learningRate: Infinity },
      { firstDecay: 1 },
      { secondDecay: -0.1 },
      { adaptivity: 0 },
    ])
      expect(() => stepOptimiser({ ...fedadam, ...wrong }, null, heads)).toThrow(RangeError);
  });
});

describe("decodeOptimiserState", () => {
  const state = { firstMoment: Float32Array.of(1, -2), secondMoment: Float32Array.of(0, 3) };

  test("refuses another length, numbers that no state has, and other bytes", () => {
    expect(() => decodeOptimiserState(encodeOptimiserState(state), 3)).toThrow(
      "must have shape [3]: got [2]",
    );
    for (const wrong of [
      { secondMoment: Float32Array.of(-1, 1) },
      { firstMoment: Float32Array.of(Number.NaN, 1) },
    ])
      expect(() => decodeOptimiserState(encodeOptimiserState({ ...state, ...wrong }), 2)).toThrow(
        /must be finite/,
      );
    const other = encodeSafetensors({ tensors: new Map(), metadata: { format: "other" } });
    expect(() => decodeOptimiserState(other, 2)).toThrow('format "personal-rank-optimiser-state"');
    expect(() => decodeOptimiserState(new Uint8Array(3), 2)).toThrow(/safetensors/);
  });
});
