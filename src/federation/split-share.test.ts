import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { splitReport } from "./split-report.ts";
import { decodeSplitShare, encodeSplitShare, splitReportId } from "./split-share.ts";
import type { SplitShare } from "./split-share.ts";

const random = seededRandom(8);
const bytes = (count: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: count }, () => 256 * random());
const TERMS = { layout: "phi-1", clipNorm: 1, coordinates: 1, dimensions: 4 };

async function shares(): Promise<readonly [SplitShare, SplitShare]> {
  const { leaderShare, helperShare, nonce, publicShare } = await splitReport([1, 255, 128, 3], bytes);
  const both = { nonce, publicShare, baseVersion: 7 };
  return [
    { ...both, role: "leader", share: leaderShare },
    { ...both, role: "helper", share: helperShare },
  ];
}

describe("decodeSplitShare", () => {
  test("reads what was written, for both servers, and each report has its own name", async () => {
    for (const share of await shares()) {
      const read = decodeSplitShare(encodeSplitShare(share, TERMS), share.role, TERMS);
      expect(read).toEqual(share);
      expect(splitReportId(read)).toMatch(/^[0-9a-f]{32}$/);
      expect(Number.parseInt(splitReportId(read).slice(2, 4), 16)).toBe(share.nonce[1]);
    }
  });

  test("refuses what is for the other server, of other terms, or of another size", async () => {
    const [leader, helper] = await shares();
    const file = encodeSplitShare(leader, TERMS);
    const refusals: [Uint8Array, Partial<typeof TERMS>, string][] = [
      [encodeSplitShare(helper, TERMS), {}, '"role" must be "leader": got "helper"'],
      [file, { layout: "phi-2" }, '"layout" must be "phi-2": got "phi-1"'],
      [file, { clipNorm: 2 }, '"clip_norm" must be "2": got "1"'],
      [file, { coordinates: 2 }, '"coordinates" must be "2": got "1"'],
      [file, { dimensions: 64 }, 'tensor "share" must have shape [10240]'],
      [encodeSplitShare({ ...leader, nonce: bytes(3) }, TERMS), {}, 'tensor "nonce" must have shape [16]'],
      [file.slice(0, 99), {}, "the file has 99 bytes"],
    ];
    for (const [sent, changes, words] of refusals)
      expect(() => decodeSplitShare(sent, "leader", { ...TERMS, ...changes })).toThrow(words);
  });
});
