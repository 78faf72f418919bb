import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);

/**
 * Bytes of files on the wire, each compressed by brotli at level 11. Files that are not there count nothing.
 *
 * @param cachePath JSON of sizes by the content's hash: 26 MB of WebAssembly take a minute.
 */
export async function brotliBytes(paths: readonly string[], cachePath: string): Promise<number> {
  const known = existsSync(cachePath)
    ? (JSON.parse(readFileSync(cachePath, "utf8")) as Record<string, number>)
    : {};
  let sum = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const content = readFileSync(path);
    const hash = createHash("sha256").update(content).digest("hex");
    if (known[hash] === undefined) {
      const compressed = await compress(content, {
        params: {
          [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      });
      known[hash] = compressed.length;
      writeFileSync(cachePath, JSON.stringify(known));
    }
    sum += known[hash];
  }
  return sum;
}
