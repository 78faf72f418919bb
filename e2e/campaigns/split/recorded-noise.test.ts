import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { randomBytes, seededRandom } from "../../../src/base/random.ts";
import { splitAggregator } from "../../../src/federation/split-aggregator.ts";
import { readSplitSum } from "../../../src/federation/read-split-sum.ts";
import { splitSum } from "../../../src/federation/split-report.ts";
import { temporaryFolder } from "../../../src/server/server-fixture.ts";
import { noiseIn, recordedBytes } from "./recorded-noise.ts";

const TERMS = { dimensions: 3, noiseMultiplier: 12 };

/** What a server adds to the sum of nothing. */
function drawn(bytes: (count: number) => Uint8Array): number[] {
  const aggregator = splitAggregator("helper", { dimensions: 3, verifyKey: new Uint8Array(16) });
  const { modulus } = splitSum(3).flp.field;
  const share = aggregator.sum([], { noiseMultiplier: TERMS.noiseMultiplier, randomBytes: bytes });
  return readSplitSum(share, 3).map((value) => Number(value > modulus / 2n ? value - modulus : value));
}

describe("noiseIn", () => {
  test("gives what was drawn, by every process that drew, and nothing of a draw in which one died", () => {
    const path = join(temporaryFolder(), "noise.txt");
    const first = recordedBytes(path, randomBytes(seededRandom(1)));
    const noise = [drawn(first), drawn(first)];
    const whole = readFileSync(path, "utf8");
    drawn(first);
    const cut = readFileSync(path, "utf8").slice(0, whole.length + 9);
    writeFileSync(path, cut); // it was killed
    noise.push(drawn(recordedBytes(path, randomBytes(seededRandom(2)))));
    expect(noiseIn(path, TERMS)).toEqual({ draws: noise, cutOff: 1 });
    expect(new Set(noise.flat()).size).toBeGreaterThan(3);
  });

  test("takes no bytes that were not asked for as a draw asks", () => {
    const path = join(temporaryFolder(), "noise.txt");
    const bytes = recordedBytes(path, randomBytes(seededRandom(1)));
    bytes(1);
    drawn(bytes);
    expect(() => noiseIn(path, TERMS)).toThrow("Cannot draw the noise");
  });
});
