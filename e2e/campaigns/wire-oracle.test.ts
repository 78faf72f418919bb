import { expect, test } from "vitest";
import { parseQualityReport } from "../../src/federation/quality-report.ts";
import { isQuality } from "./wire-oracle.ts";

test("the second reader of reports of quality knows every format that the server takes, and no other", () => {
  const taken = new Set<number>();
  for (let format = 0; format < 256; format++) {
    for (let field = 0; field < 12; field++) {
      for (let value = 0; value < 12; value++) {
        const bytes = Uint8Array.of(format, field, value);
        const isReport = parseQualityReport(bytes) !== null;
        if (isReport) taken.add(format);
        if (isQuality(bytes) !== isReport) expect.fail(`the readers differ on ${bytes.join(", ")}`);
      }
    }
  }
  expect([...taken]).toEqual([1, 2]);
  for (const bytes of [[], [1, 0], [1, 0, 0, 0]]) expect(isQuality(Uint8Array.from(bytes))).toBe(false);
});
