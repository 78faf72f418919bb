import { expect, test } from "vitest";
import { splitReport } from "./split-report.ts";
import { splitUnits } from "./split-units.ts";

/** Of a report in a browser, both shares together and at its quickest: other tests run beside this one. */
const MOST_MS = 100;
const MOST_BYTES = 16_384;

test("a report of 64 values takes a browser less than 100 ms and 16 KB", async () => {
  const step = Float32Array.from({ length: 64 }, (_, at) => Math.sin(at));
  let quickest = Infinity;
  let size = 0;
  for (let time = 0; time < 12; time++) {
    const startMs = performance.now();
    const report = await splitReport(splitUnits(step, { clipNorm: 1, random: Math.random }), (count) =>
      crypto.getRandomValues(new Uint8Array(count)),
    );
    quickest = Math.min(quickest, performance.now() - startMs);
    size = Object.values(report).reduce((sum, part) => sum + part.length, 0);
  }
  console.log(`a split report of 64 values: ${quickest.toFixed(0)} ms, ${size} bytes`);
  expect(size).toBeLessThanOrEqual(MOST_BYTES);
  expect(quickest).toBeLessThanOrEqual(MOST_MS);
});
