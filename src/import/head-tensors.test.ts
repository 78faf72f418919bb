import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import { HEAD_SIZE, headTensors } from "./head-tensors.ts";

/** [texts, hidden], the spread of coordinate i is spreads[i]; then mixed by a fixed rotation of neighbours. */
function embeddings(texts: number, spreads: readonly number[]): Float32Array {
  const random = seededRandom(5);
  const hidden = spreads.length;
  const rows = Float32Array.from(
    { length: texts * hidden },
    (_, i) => normalFrom(random) * spreads[i % hidden] + 0.1,
  );
  for (let start = 0; start < rows.length; start += hidden) {
    for (let i = 0; i + 1 < hidden; i++) {
      const [a, b] = [rows[start + i], rows[start + i + 1]];
      rows[start + i] = 0.8 * a - 0.6 * b;
      rows[start + i + 1] = 0.6 * a + 0.8 * b;
    }
  }
  return rows;
}

function project(rows: Float32Array, hidden: number): Float64Array[] {
  const tensors = headTensors(rows, hidden);
  const [center, projection, scale] = ["center", "projection", "scale"].map(
    (name) => tensors.get(name)!.data,
  );
  return Array.from({ length: rows.length / hidden }, (_, row) =>
    Float64Array.from({ length: HEAD_SIZE }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < hidden; i++)
        sum += (rows[row * hidden + i] - center[i]) * projection[i * HEAD_SIZE + k];
      return sum / scale[k];
    }),
  );
}

describe("headTensors", () => {
  test("makes 64 uncorrelated features of mean 0 and variance 1", () => {
    const features = project(
      embeddings(
        400,
        Array.from({ length: 96 }, (_, i) => 1.03 ** -i),
      ),
      96,
    );
    for (let j = 0; j < HEAD_SIZE; j++) {
      for (let k = 0; k <= j; k++) {
        const covariance = features.reduce((sum, row) => sum + row[j] * row[k], 0) / features.length;
        expect(Math.abs(covariance - (j === k ? 1 : 0))).toBeLessThan(1e-3);
      }
    }
  });

  test("orders directions by variance, each with its largest component positive", () => {
    const tensors = headTensors(
      embeddings(
        300,
        Array.from({ length: 96 }, (_, i) => 1.1 ** -i),
      ),
      96,
    );
    const scale = [...tensors.get("scale")!.data];
    expect(scale).toEqual(scale.toSorted((a, b) => b - a));
    const projection = tensors.get("projection")!.data;
    for (let k = 0; k < HEAD_SIZE; k++) {
      const direction = Array.from({ length: 96 }, (_, i) => projection[i * HEAD_SIZE + k]);
      expect(Math.max(...direction)).toBe(Math.max(...direction.map(Math.abs)));
      expect(Math.hypot(...direction)).toBeCloseTo(1, 4);
    }
  });

  test.each([
    ["fewer coordinates than features", 200, 32],
    ["fewer texts than features", 10, 96],
  ])("gives zeros where there is nothing more to tell: %s", (_, texts, hidden) => {
    const rows = embeddings(
      texts,
      Array.from({ length: hidden }, () => 1),
    );
    const features = project(rows, hidden);
    const rank = Math.min(texts - 1, hidden);
    features.forEach((row) => expect([...row].slice(rank).every((value) => value === 0)).toBe(true));
    expect(features.every((row) => row.every(Number.isFinite))).toBe(true);
    expect(features[0].some((value) => value !== 0)).toBe(true);
  });
});
