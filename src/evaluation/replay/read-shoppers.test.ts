import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readShoppers } from "./read-shoppers.ts";
import { setFolders } from "./set-folders.ts";

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "replay-"))));
afterEach(() => rmSync(root, { recursive: true }));

function writeSet(name: string, items: string, users: string, isCompressed = false): string {
  const folder = join(root, name);
  mkdirSync(folder);
  const write = (file: string, text: string): void =>
    isCompressed
      ? writeFileSync(join(folder, `${file}.gz`), gzipSync(text))
      : writeFileSync(join(folder, file), text);
  write("items.tsv", items);
  write("users.jsonl", users);
  return folder;
}
const ITEMS = "7\tRed &amp; blue lamp \n9\tMug\n";
const USERS = '{"u":3,"items":[9,7,9],"ts":[86400,0,172800]}\n{"u":"b","items":[],"ts":[]}\n';

describe("readShoppers", () => {
  test.each([
    ["plain", false],
    ["compressed", true],
  ])(
    "reads a %s set: titles as text, ids as indices, times in milliseconds, first purchases in order",
    async (name, isCompressed) => {
      expect(await readShoppers(`${writeSet(name, ITEMS, USERS, isCompressed)}/`)).toEqual({
        name,
        titles: ["Red & blue lamp", "Mug"],
        prices: null,
        shoppers: [
          {
            id: "3",
            purchases: [
              { item: 0, atMs: 0 },
              { item: 1, atMs: 86_400_000 },
            ],
          },
          { id: "b", purchases: [] },
        ],
      });
    },
  );

  test.each([
    ["an item without a tab", "7 Lamp\n", USERS, /line 1 of ".*items.tsv".* an id, a tab and a title/],
    [
      "an item without a title",
      ITEMS,
      '{"u":1,"items":[8],"ts":[0]}',
      /line 1 of .* item 8 must have a title/,
    ],
    ["a time that is none", ITEMS, '{"u":1,"items":[7],"ts":["x"]}', /item 7 must have .* a time in seconds/],
    ["a time that is missing", ITEMS, '{"u":1,"items":[7],"ts":[null]}', /a time in seconds, got null/],
    ["an empty time", ITEMS, '{"u":1,"items":[7],"ts":[""]}', /a time in seconds, got ""/],
    ["milliseconds", ITEMS, '{"u":1,"items":[7],"ts":[1400000000000]}', /in seconds, got 1400000000000/],
    [
      "a shopper without an id",
      ITEMS,
      '{"items":[7],"ts":[0]}',
      /line 1 of .* must hold "u", a text or a number/,
    ],
    [
      "fewer times than items",
      ITEMS,
      `${USERS}{"u":1,"items":[7],"ts":[]}`,
      /line 3 of .* as many "items" as "ts"/,
    ],
  ])("names file and line for %s", async (_, items, users, message) => {
    await expect(readShoppers(writeSet("bad", items, users))).rejects.toThrow(message);
  });

  test("says which file is missing", async () => {
    const folder = writeSet("bad", ITEMS, USERS);
    rmSync(join(folder, "users.jsonl"));
    await expect(readShoppers(folder)).rejects.toThrow(/users.jsonl" \(or .gz\) is not there/);
  });
});

describe("setFolders", () => {
  test("is the folder itself if it is a set, else the sets in it, by name", () => {
    const [toys, beauty] = [writeSet("toys", ITEMS, USERS), writeSet("beauty", ITEMS, USERS, true)];
    mkdirSync(join(root, "notes"));
    expect(setFolders(toys)).toEqual([toys]);
    expect(setFolders(root)).toEqual([beauty, toys]);
  });

  test("says what a set is where there is none, and where there is no folder", () => {
    expect(() => setFolders(root)).toThrow(/neither it nor a folder in it holds items.tsv/);
    expect(() => setFolders(join(root, "none"))).toThrow(/none" is not there; check --shoppers/);
  });
});
