import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "./random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** Largest error of V′ diag(values) V against the matrix, and of V V′ against the identity. */
function errorsOf(matrix: Float64Array, size: number): { rebuilt: number; orthogonal: number } {
  const { values, vectors } = symmetricEigen(matrix, size);
  let [rebuilt, orthogonal] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let [sum, inner] = [0, 0];
      for (let k = 0; k < size; k++) {
        sum += values[k] * vectors[k * size + i] * vectors[k * size + j];
        inner += vectors[i * size + k] * vectors[j * size + k];
      }
      rebuilt = Math.max(rebuilt, Math.abs(sum - matrix[i * size + j]));
      orthogonal = Math.max(orthogonal, Math.abs(inner - (i === j ? 1 : 0)));
    }
  }
  return { rebuilt, orthogonal };
}

function symmetric(size: number, value: (row: number, column: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      matrix[row * size + column] = value(row, column);
      matrix[column * size + row] = matrix[row * size + column];
    }
  }
  return matrix;
}

describe("symmetricEigen", () => {
  test("gives the values of a matrix solved by hand, largest first", () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(vectors[0]).toBeCloseTo(vectors[1], 14);
    expect(vectors[2]).toBeCloseTo(-vectors[3], 14);
  });

  test("rebuilds any symmetric matrix from orthonormal vectors", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.oneof(fc.constant(0), fc.double({ min: -100, max: 100, noNaN: true })), {
          minLength: 45,
          maxLength: 45,
        }),
        (size, entries) => {
          const matrix = symmetric(size, (row, column) => entries[(row * (row + 1)) / 2 + column]);
          const { rebuilt, orthogonal } = errorsOf(matrix, size);
          expect(rebuilt).toBeLessThan(1e-11);
          expect(orthogonal).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("solves a full matrix of the head's size, one of low rank and a diagonal one", () => {
    const size = 185;
    const random = seededRandom(1);
    const columns = Array.from({ length: 3 }, () => Array.from({ length: size }, () => normalFrom(random)));
    const cases = [
      symmetric(size, () => normalFrom(random)),
      symmetric(size, (row, column) => columns.reduce((sum, x) => sum + x[row] * x[column], 0)),
      symmetric(size, (row, column) => (row === column ? row : 0)),
    ];
    for (const matrix of cases) {
      const { rebuilt, orthogonal } = errorsOf(matrix, size);
      expect(rebuilt).toBeLessThan(1e-11);
      expect(orthogonal).toBeLessThan(1e-12);
    }
    expect([...symmetricEigen(cases[1], size).values].filter((value) => value > 1e-9)).toHaveLength(3);
  });

  test("takes an empty matrix and one of zeros", () => {
    expect(symmetricEigen(new Float64Array(0), 0).values).toHaveLength(0);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
  });

  test("refuses a wrong length and values that are not finite", () => {
    expect(() => symmetricEigen(new Float64Array(8), 3)).toThrow("3 × 3 values: got 8");
    expect(() => symmetricEigen(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow("value 2 is NaN");
  });
});

describe("symmetricEigen of a small matrix", () => {
  test("solves A v = λ v, largest value first", () => {
    const matrix = Float64Array.of(4, 1, -2, 1, 2, 0, -2, 0, 3);
    const { values, vectors } = symmetricEigen(matrix, 3);
    expect([...values]).toEqual([...values].toSorted((a, b) => b - a));
    expect(values.reduce((sum, value) => sum + value)).toBeCloseTo(9, 10);
    for (let k = 0; k < 3; k++) {
      for (let i = 0; i < 3; i++) {
        let product = 0;
        for (let j = 0; j < 3; j++) product += matrix[i * 3 + j] * vectors[k * 3 + j];
        expect(product).toBeCloseTo(values[k] * vectors[k * 3 + i], 10);
      }
    }
  });
});
