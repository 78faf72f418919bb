import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { OpenFile } from "./open-file.ts";
import { readZipEntries } from "./zip-entries.ts";

const folder = mkdtempSync(join(tmpdir(), "personal-rank-zip-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A zip of one file "a" with the content "hello"; in the zip64 form every size and place is in the large fields. */
function zip({ isLarge = false, method = 0 }: { isLarge?: boolean; method?: number }): Buffer {
  const name = Buffer.from("a");
  const content = Buffer.from("hello");
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x0403_4b50);
  local.writeUInt16LE(1, 26);
  const extra = isLarge ? Buffer.alloc(4 + 24) : Buffer.alloc(0);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x0201_4b50);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt16LE(1, 28);
  entry.writeUInt16LE(extra.length, 30);
  for (const at of [20, 24]) entry.writeUInt32LE(isLarge ? 0xffff_ffff : 5, at);
  entry.writeUInt32LE(isLarge ? 0xffff_ffff : 0, 42);
  if (isLarge) {
    extra.writeUInt16LE(1);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(5n, 4);
    extra.writeBigUInt64LE(5n, 12);
  }
  const start = local.length + 1 + content.length;
  const size = entry.length + 1 + extra.length;
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x0606_4b50);
  large.writeBigUInt64LE(1n, 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(start), 48);
  large.writeUInt32LE(0x0706_4b50, 56);
  large.writeBigUInt64LE(BigInt(start + size), 64);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50);
  end.writeUInt16LE(isLarge ? 0xffff : 1, 10);
  end.writeUInt32LE(isLarge ? 0xffff_ffff : size, 12);
  end.writeUInt32LE(isLarge ? 0xffff_ffff : start, 16);
  return Buffer.concat([local, name, content, entry, name, extra, ...(isLarge ? [large] : []), end]);
}

function read(bytes: Buffer): string[] {
  const path = join(folder, "file.bin");
  writeFileSync(path, bytes);
  using file = new OpenFile(path);
  return [...readZipEntries(file)].map(
    ([name, { position, size }]) =>
      `${name}: ${readFileSync(path).toString("utf8", position, position + size)}`,
  );
}

describe("readZipEntries", () => {
  test("finds files of a plain zip and of a large one", () => {
    expect(read(zip({}))).toEqual(["a: hello"]);
    expect(read(zip({ isLarge: true }))).toEqual(["a: hello"]);
  });

  test("refuses compressed files by name", () => {
    expect(() => read(zip({ method: 8 }))).toThrow(/file\.bin" because the file "a" in it must be stored/);
  });

  test("refuses a zip without its end", () => {
    expect(() => read(zip({}).subarray(0, -1))).toThrow(
      /has no zip directory at its end; download the file again/,
    );
  });
});
