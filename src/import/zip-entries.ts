import { DOWNLOAD_AGAIN, ImportError } from "./import-error.ts";
import type { OpenFile } from "./open-file.ts";

/** Where a file's bytes lie in a zip. */
export interface ZipEntry {
  readonly position: number;
  readonly size: number;
}

const END = 0x0605_4b50;
const END_64_LOCATOR = 0x0706_4b50;
const END_64 = 0x0606_4b50;
const ENTRY = 0x0201_4b50;
const LOCAL = 0x0403_4b50;
/** The end record with the longest comment. */
const MAX_END_BYTES = 22 + 65_535;

/**
 * Lists the files of a zip whose content is stored, not compressed, as torch.save writes it; also beyond 4 GB (zip64).
 *
 *   … content … | directory: one entry per file | zip64 end, locator | end record
 *
 * @throws {ImportError} if the file is truncated, damaged, or holds a compressed file.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, section 4.3
 */
export function readZipEntries(file: OpenFile): ReadonlyMap<string, ZipEntry> {
  const { position, size, count } = findDirectory(file);
  const directory = file.read(position, size, "its zip directory");
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || directory.readUInt32LE(at) !== ENTRY)
      throw damaged(file, `entry ${i} of its zip directory`);
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
    if (next > size) throw damaged(file, `entry ${i} of its zip directory`);
    const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
    if (directory.readUInt16LE(at + 10) !== 0) {
      throw new ImportError(file.path, `the file "${name}" in it must be stored without compression`, {
        wayOut: "save the weights with torch.save or as safetensors",
      });
    }
    const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const sizes = [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ];
    const [entrySize, , local] = withLargeSizes(sizes, extra);
    const header = file.read(local, 30, `"${name}" in its zip`);
    if (header.readUInt32LE() !== LOCAL) throw damaged(file, `"${name}" in its zip`);
    const start = local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (start + entrySize > file.size) throw damaged(file, `"${name}" in its zip`);
    entries.set(name, { position: start, size: entrySize });
    at = next;
  }
  return entries;
}

function findDirectory(file: OpenFile): { position: number; size: number; count: number } {
  const tailLength = Math.min(file.size, MAX_END_BYTES);
  const tailStart = file.size - tailLength;
  const tail = file.read(tailStart, tailLength, "its zip directory");
  for (let at = tailLength - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const isLarge = at >= 20 && tail.readUInt32LE(at - 20) === END_64_LOCATOR;
    if (!isLarge) {
      return {
        position: tail.readUInt32LE(at + 16),
        size: tail.readUInt32LE(at + 12),
        count: tail.readUInt16LE(at + 10),
      };
    }
    const end = file.read(Number(tail.readBigUInt64LE(at - 12)), 56, "its zip64 end record");
    if (end.readUInt32LE() !== END_64) throw damaged(file, "its zip64 end record");
    return {
      position: Number(end.readBigUInt64LE(48)),
      size: Number(end.readBigUInt64LE(40)),
      count: Number(end.readBigUInt64LE(32)),
    };
  }
  throw new ImportError(file.path, "it starts like a zip but has no zip directory at its end", {
    wayOut: DOWNLOAD_AGAIN,
  });
}

/** Replaces each size that says "too large" by the next of the entry's zip64 field. */
function withLargeSizes(sizes: readonly number[], extra: Buffer): number[] {
  const large: number[] = [];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    for (let value = at + 4; value + 8 <= end; value += 8) large.push(Number(extra.readBigUInt64LE(value)));
  }
  return sizes.map((size) => (size === 0xffff_ffff ? (large.shift() ?? size) : size));
}

function damaged(file: OpenFile, what: string): ImportError {
  return new ImportError(file.path, `${what} is damaged`, { wayOut: DOWNLOAD_AGAIN });
}
