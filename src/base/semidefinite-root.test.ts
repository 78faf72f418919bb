import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { semidefiniteRoot } from "./semidefinite-root.ts";

const product = (root: Float64Array, size: number): number[] =>
  Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += root[row * size + k] * root[column * size + k];
    return sum;
  });

describe("semidefiniteRoot", () => {
  test("gives back any matrix of whatever rank, and is lower triangular", () => {
    const factors = fc.integer({ min: 1, max: 6 }).chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.integer({ min: 0, max: size }).chain((rank) =>
          fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
            minLength: size * rank,
            maxLength: size * rank,
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(factors, ([size, values]) => {
        const rank = values.length / size;
        const matrix = Float64Array.from({ length: size * size }, (_, at) => {
          const [row, column] = [Math.floor(at / size), at % size];
          let sum = 0;
          for (let k = 0; k < rank; k++) sum += values[row * rank + k] * values[column * rank + k];
          return sum;
        });
        const root = semidefiniteRoot(matrix, size);
        for (const [at, value] of product(root, size).entries()) expect(value).toBeCloseTo(matrix[at], 4);
        for (let row = 0; row < size; row++)
          for (let column = row + 1; column < size; column++) expect(root[row * size + column]).toBe(0);
      }),
    );
  });

  test("leaves the column of a direction without variance at 0", () => {
    expect([...semidefiniteRoot(Float64Array.of(4, 2, 2, 1), 2)]).toEqual([2, 0, 1, 0]);
  });
});
