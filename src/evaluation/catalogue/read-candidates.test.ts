import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCandidates } from "./read-candidates.ts";

test("reads a catalogue's products, and of the folder of a shopper set the titles", async () => {
  const folder = mkdtempSync(join(tmpdir(), "candidates-"));
  try {
    writeFileSync(join(folder, "items.tsv"), 'B01\tOak &amp; ash\nB02\tA 5" lamp\n');
    writeFileSync(join(folder, "users.jsonl"), '{"u": "x", "items": ["B02"], "ts": [0]}\n');
    writeFileSync(join(folder, "shop.csv"), "id,title,brand,price\n7,Desk,Ulm,12.5\n");
    expect(await readCandidates(folder)).toEqual([
      { id: "0", title: "Oak & ash" },
      { id: "1", title: 'A 5" lamp' },
    ]);
    expect(await readCandidates(join(folder, "shop.csv"))).toEqual([
      expect.objectContaining({ id: "7", title: "Desk", brand: "Ulm", price: 12.5 }),
    ]);
    await expect(readCandidates(join(folder, "none.csv"))).rejects.toThrow("none.csv");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
