import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { sphericalKMeans } from "./spherical-k-means.ts";
import { syntheticCatalogue } from "./synthetic-catalogue.test-helper.ts";

describe("sphericalKMeans", () => {
  test("finds groups that lie apart", () => {
    const random = seededRandom(8);
    const [groups, each] = [6, 40];
    const values = Float32Array.from({ length: groups * each * groups }, (_, at) => {
      const group = Math.floor(at / groups / each);
      return (at % groups === group ? 1 : 0) + 0.05 * normalFrom(random);
    });
    const clusters = sphericalKMeans({ values, size: groups }, groups, seededRandom(3));
    for (let group = 0; group < groups; group++) {
      expect(new Set(clusters.subarray(group * each, (group + 1) * each)).size).toBe(1);
    }
    expect(new Set(clusters).size).toBe(groups);
  });

  test("repeats itself for one seed", () => {
    const { embeddings, size } = syntheticCatalogue(6, 40);
    const run = (): Int32Array => sphericalKMeans({ values: embeddings, size }, 4, seededRandom(3));
    expect(run()).toEqual(run());
  });

  test("goes by direction, so that opposite vectors part", () => {
    const values = Float32Array.of(1, 0, 0.99, 0.14, -1, 0, -0.99, 0.14);
    const clusters = sphericalKMeans({ values, size: 2 }, 2, seededRandom(1));
    expect(clusters[0]).toBe(clusters[1]);
    expect(clusters[2]).toBe(clusters[3]);
    expect(clusters[0]).not.toBe(clusters[2]);
  });

  test("copes with vectors that are all the same", () => {
    const values = Float32Array.of(1, 0, 1, 0, 1, 0);
    const clusters = sphericalKMeans({ values, size: 2 }, 2, seededRandom(1));
    expect(clusters.every((cluster) => cluster === 0 || cluster === 1)).toBe(true);
  });

  test("refuses more clusters than vectors, and none", () => {
    const vectors = { values: new Float32Array(6), size: 2 };
    expect(() => sphericalKMeans(vectors, 4, seededRandom(1))).toThrow("from 1 to 3");
    expect(() => sphericalKMeans(vectors, 0, seededRandom(1))).toThrow(RangeError);
  });
});
