import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../base/safetensors.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { readHeadPrior } from "../../model/head-prior.ts";
import { writePrior } from "./write-prior.ts";

const prior = {
  basis: new Float32Array(FEATURE_COUNT * 2).fill(0.5),
  rank: 2,
  remainder: new Float64Array(FEATURE_COUNT).fill(0.25),
};
let folder = "";
const head = () => decodeSafetensors(new Uint8Array(readFileSync(join(folder, "head.safetensors"))), "head");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prior-"));
  copyFileSync("models/shelf-tiny/head.safetensors", join(folder, "head.safetensors"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("writePrior", () => {
  test("writes what the product reads, and leaves everything else of the file as it was", () => {
    const before = head();
    writePrior(folder, prior, new Float32Array(FEATURE_COUNT).fill(3));
    const after = head();
    const read = readHeadPrior(after, "head")!;
    expect(read.likelihood).toBe("position-based");
    expect([read.prior?.rank, read.prior?.basis?.[7], read.prior?.remainder[9], read.weights?.[4]]).toEqual([
      2, 0.5, 0.25, 3,
    ]);
    for (const [name, { data }] of before.tensors) {
      if (!name.startsWith("prior.") && name !== "global.weights")
        expect(after.tensors.get(name)?.data).toEqual(data);
    }
  });

  test("takes away a first global head that is fitted no more", () => {
    writePrior(folder, prior, new Float32Array(FEATURE_COUNT));
    writePrior(folder, prior, null);
    expect(head().tensors.has("global.weights")).toBe(false);
  });
});
