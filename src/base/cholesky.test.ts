import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cholesky, choleskyInverse, choleskySolve, logDeterminant } from "./cholesky.ts";
import { timesOwnTranspose } from "./own-transpose.ts";
import { normalFrom, seededRandom } from "./random.ts";

/** I + X X′ for a random X: positive definite, of every size modulo 4. */
function positiveDefinite(size: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const x = Float64Array.from({ length: size * size }, () => normalFrom(random));
  const matrix = timesOwnTranspose(x, size, size);
  for (let at = 0; at < size; at++) matrix[at * size + at] += 1;
  return matrix;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += a[row * size + k] * b[k * size + column];
    return sum;
  });
}

const sizes = fc.integer({ min: 1, max: 17 });
const seeds = fc.integer({ min: 0, max: 1_000 });

describe("cholesky", () => {
  test("gives the factor of a matrix solved by hand", () => {
    expect([...cholesky(Float64Array.of(4, 2, 2, 5), 2).lower]).toEqual([2, 0, 1, 2]);
    expect(logDeterminant(cholesky(Float64Array.of(4, 2, 2, 5), 2))).toBeCloseTo(Math.log(16), 14);
  });

  test("gives L L′ = A", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const matrix = positiveDefinite(size, seed);
        const { lower } = cholesky(matrix, size);
        timesOwnTranspose(lower, size, size).forEach((value, at) =>
          expect(value).toBeCloseTo(matrix[at], 10),
        );
      }),
    );
  });

  test("gives A A⁻¹ = I and solves what the inverse solves", () => {
    fc.assert(
      fc.property(sizes, seeds, (size, seed) => {
        const matrix = positiveDefinite(size, seed);
        const factor = cholesky(matrix, size);
        const inverse = choleskyInverse(factor);
        product(matrix, inverse, size).forEach((value, at) =>
          expect(value).toBeCloseTo(at % (size + 1) === 0 ? 1 : 0, 9),
        );
        const vector = Float64Array.from({ length: size }, (_, at) => at - 2);
        const solution = choleskySolve(factor, vector);
        for (let row = 0; row < size; row++) {
          let sum = 0;
          for (let k = 0; k < size; k++) sum += matrix[row * size + k] * solution[k];
          expect(sum).toBeCloseTo(vector[row], 9);
        }
      }),
    );
  });

  test("names the pivot of a matrix that is not positive definite or finite, or has another size", () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow("pivot 1 of 2 is -3");
    expect(() => cholesky(new Float64Array(4), 2)).toThrow("pivot 0 of 2 is 0");
    expect(() => cholesky(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow("pivot 1 of 2 is NaN");
    expect(() => cholesky(Float64Array.of(Infinity, 0, 0, 1), 2)).toThrow("pivot 0 of 2 is Infinity");
    expect(() => cholesky(new Float64Array(5), 2)).toThrow("2 × 2 values: got 5");
  });
});

describe("timesOwnTranspose", () => {
  test("equals the sum of products for every number of rows", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 6 }), seeds, (rows, columns, seed) => {
        const random = seededRandom(seed);
        const matrix = Float64Array.from({ length: rows * columns }, () => random() - 0.5);
        const gram = timesOwnTranspose(matrix, rows, columns);
        for (let a = 0; a < rows; a++) {
          for (let b = 0; b < rows; b++) {
            let sum = 0;
            for (let k = 0; k < columns; k++) sum += matrix[a * columns + k] * matrix[b * columns + k];
            expect(gram[a * rows + b]).toBeCloseTo(sum, 14);
            expect(gram[a * rows + b]).toBe(gram[b * rows + a]);
          }
        }
      }),
    );
  });
});
