import fc from "fast-check";
import { expect, test } from "vitest";
import { multiplyRowTile } from "./multiply-row-tile.ts";

const MOST = 9;
const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const shapes = fc
  .record({
    rows: fc.integer({ min: 1, max: MOST }),
    columns: fc.integer({ min: 1, max: MOST }),
    size: fc.integer({ min: 1, max: MOST }),
  })
  .chain(({ rows, columns, size }) =>
    fc.record({
      size: fc.constant(size),
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      left: fc.array(value, { minLength: rows * size, maxLength: rows * size }),
      right: fc.array(value, { minLength: columns * size, maxLength: columns * size }),
      end: fc.integer({ min: 1, max: columns }),
    }),
  );

/** One product, from the first place to the last. */
function productOf(
  left: Float64Array,
  right: Float64Array,
  size: number,
  [a, b]: readonly [number, number],
): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += left[a * size + k] * right[b * size + k];
  return sum;
}

test("tiles together are the products of all rows, to the bit, and nothing is written past the end", () =>
  fc.assert(
    fc.property(shapes, ({ size, rows, columns, end, left: ofLeft, right: ofRight }) => {
      const [left, right] = [Float64Array.from(ofLeft), Float64Array.from(ofRight)];
      const product = new Float64Array(rows * columns).fill(NaN);
      for (let row = 0; row < rows; row += 4)
        multiplyRowTile(product, left, right, { size, row, end, isUpperTriangular: false });
      for (let a = 0; a < rows; a++)
        for (let b = 0; b < columns; b++)
          expect(product[a * columns + b]).toBe(b < end ? productOf(left, right, size, [a, b]) : NaN);
    }),
  ));

test("rows that are 0 before their own place give the same with less work", () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST }), fc.infiniteStream(value), (size, values) => {
      const matrix = new Float64Array(size * size);
      for (let a = 0; a < size; a++)
        for (let k = a; k < size; k++) matrix[a * size + k] = values.next().value as number; // it never ends
      const [product, whole] = [new Float64Array(size * size), new Float64Array(size * size)];
      for (let row = 0; row < size; row += 4) {
        multiplyRowTile(product, matrix, matrix, { size, row, end: size, isUpperTriangular: true });
        multiplyRowTile(whole, matrix, matrix, { size, row, end: size, isUpperTriangular: false });
      }
      expect(product).toEqual(whole);
    }),
  ));

test("a tile writes its own rows only", () => {
  const matrix = Float64Array.from({ length: 12 }, (_, at) => at + 1);
  const product = new Float64Array(36).fill(NaN);
  multiplyRowTile(product, matrix, matrix, { size: 2, row: 4, end: 6, isUpperTriangular: false });
  expect(product.subarray(0, 24).every(Number.isNaN)).toBe(true);
  expect(product.subarray(24).some(Number.isNaN)).toBe(false);
});
