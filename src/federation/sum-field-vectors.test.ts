import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { splitSum } from "./split-report.ts";
import { sumFieldVectors } from "./sum-field-vectors.ts";

const { field } = splitSum(3).flp;
const random = seededRandom(21);

const encoded = (numbers: readonly bigint[]): Uint8Array => Uint8Array.from(field.encode([...numbers]));

/** As the library adds. */
function sumOf(vectors: readonly Uint8Array[], dimensions: number): bigint[] {
  const total = Array.from({ length: dimensions }, () => 0n);
  for (const vector of vectors)
    for (const [at, value] of field.decode(vector).entries()) total[at] = field.add(total[at], value);
  return total;
}

describe("sumFieldVectors", () => {
  test("adds up as the library's field does, whatever the numbers are", () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: field.modulus - 1n }),
      fc.constantFrom(0n, 1n, field.modulus - 1n, field.modulus - 2n, 2n ** 64n - 1n, 2n ** 96n, 2n ** 127n),
    );
    const vector = fc.array(number, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 8 }), (vectors) => {
        const files = vectors.map(encoded);
        expect(sumFieldVectors(files, 3, field)).toEqual(sumOf(files, 3));
      }),
    );
  });

  test("adds up thousands, of chance and of the largest number, wherever they lie in memory", () => {
    const vectors = Array.from({ length: 3_000 }, () => {
      const place = new Uint8Array(49);
      const numbers = Array.from(
        { length: 3 },
        () => BigInt(Math.floor(2 ** 53 * random())) ** 3n % field.modulus,
      );
      place.set(encoded(numbers), 1); // no part is where a number of 32 bits would be
      return place.subarray(1);
    });
    expect(sumFieldVectors(vectors, 3, field)).toEqual(sumOf(vectors, 3));
    const largest = encoded([field.modulus - 1n]);
    const count = 100_000;
    const sum = sumFieldVectors(new Array<Uint8Array>(count).fill(largest), 1, field);
    expect(sum).toEqual([field.modulus - BigInt(count)]); // −1, so many times
  });

  test("refuses what is no number of the field, however little is wrong, and what has another length", () => {
    const bytesOf = (number: bigint): Uint8Array =>
      Uint8Array.from({ length: 16 }, (_, at) => Number((number >> BigInt(8 * at)) & 255n));
    const one = bytesOf(field.modulus - 1n);
    expect(sumFieldVectors([one], 1, field)).toEqual([field.modulus - 1n]);
    for (const number of [field.modulus, field.modulus + 1n, 2n ** 128n - 1n, field.modulus + 2n ** 64n])
      expect(() => sumFieldVectors([one, bytesOf(number)], 1, field)).toThrow("1 numbers of its field");
    for (const length of [0, 15, 17, 32])
      expect(() => sumFieldVectors([new Uint8Array(length)], 1, field)).toThrow("1 numbers of its field");
    expect(() => sumFieldVectors(new Array<Uint8Array>(2 ** 21 + 1).fill(one), 1, field)).toThrow(
      "more than 2097152 vectors",
    );
  });
});
