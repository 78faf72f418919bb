import { expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { backward, forward, networkLayout } from "./network.ts";

const random = seededRandom(9);
const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random() - 0.5);

test.each([
  [5, 3, 4],
  [7, 0, 4],
  [1, 2, 1],
])("backward pulls slopes back as finite differences say: %d features, %d units, %d rows", (d, h, n) => {
  const network = { featureCount: d, hiddenCount: h, start: numbers(h * d) };
  const { parameterCount } = networkLayout(network);
  const [parameters, rows, slopes] = [numbers(parameterCount), numbers(n * d), numbers(n)];
  const total = (at: number, by: number): number => {
    const other = parameters.slice();
    other[at] += by;
    return forward(network, other, rows).scores.reduce((sum, score, item) => sum + slopes[item] * score, 0);
  };
  const { hiddenSums } = forward(network, parameters, rows);
  const gradient = backward(network, parameters, { rows, hiddenSums, slopes });
  expect(gradient.length).toBe(d + h + h * d + h);
  for (let at = 0; at < parameterCount; at++)
    expect(gradient[at]).toBeCloseTo((total(at, 1e-6) - total(at, -1e-6)) / 2e-6, 6);
});

test("forward is z · φ + v · relu(W φ + b), W being the start plus its parameters", () => {
  const network = { featureCount: 2, hiddenCount: 2, start: Float64Array.of(1, 0, 0, 1) };
  const parameters = Float64Array.of(0.5, -1, /* v */ 2, 10, /* W */ 1, 0, 0, -3, /* b */ 0.25, -1);
  // z · φ = −0.5; the first unit sees 2 · 1 + 0.25, the second −2 · 1 − 1, which is cut.
  expect([...forward(network, parameters, Float64Array.of(1, 1)).scores]).toEqual([-0.5 + 2 * 2.25]);
});
